package dev.perigee.formats.faiss;

import dev.perigee.vector.Metric;

/// `VCnt`: a mean is taken from each vector, which changes no distance between two of them.
final class Centring implements Transform {

  private final float[] mean;

  /// @param mean a component for each of a vector
  Centring(float[] mean) {
    this.mean = mean;
  }

  @Override
  public String letters() {
    return "VCnt";
  }

  @Override
  public int dimensionIn() {
    return mean.length;
  }

  @Override
  public int dimensionOut() {
    return mean.length;
  }

  @Override
  public float[] apply(float[] vector) {
    float[] centred = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      centred[i] = vector[i] - mean[i];
    }
    return centred;
  }

  @Override
  public boolean keepsOrder(Metric metric) {
    return metric == Metric.L2 || metric == Metric.L1;
  }

  @Override
  public Metric metricBefore(Metric metric) {
    return metric;
  }

  @Override
  public float[] undo(float[] vector) {
    float[] back = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      back[i] = vector[i] + mean[i];
    }
    return back;
  }
}
