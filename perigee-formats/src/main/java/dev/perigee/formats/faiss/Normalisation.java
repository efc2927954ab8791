package dev.perigee.formats.faiss;

import dev.perigee.vector.Metric;

/// `VNrm`: each vector gets length 1; one of zeros stays as it is.
///
/// With both sides of length 1, the inner product and the squared distance order by the cosine. So
/// the stored vectors serve as they are, and a query need not be normalised. The lengths that
/// vectors had are gone.
///
/// @param norm 2 for the Euclidean length, the only one that FAISS applies
record Normalisation(int dimensionIn, float norm) implements Transform {

  @Override
  public String letters() {
    return "VNrm";
  }

  @Override
  public int dimensionOut() {
    return dimensionIn;
  }

  @Override
  public float[] apply(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 1;
    float[] normalised = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalised[i] = (float) (vector[i] * scale);
    }
    return normalised;
  }

  @Override
  public boolean keepsOrder(Metric metric) {
    return metric == Metric.INNER_PRODUCT || metric == Metric.L2 || metric == Metric.COSINE;
  }

  @Override
  public Metric metricBefore(Metric metric) {
    return Metric.COSINE;
  }

  @Override
  public float[] undo(float[] vector) {
    return vector.clone();
  }
}
