package dev.perigee.quant;

import dev.perigee.kernel.FloatRows;
import dev.perigee.vector.Metric;

/// Learns a codebook from a sample that is spread evenly over the rows.
///
/// Whether a rotation helps depends on the data: it evens out components of very different
/// variance, which is what coarse codes need, and takes from components that many vectors share. So
/// both ways are tried on a smaller sample and the one that loses less is kept.
final class CodebookTrainer {

  private static final int MEAN_SAMPLE_MAX = 50_000;
  private static final int ERROR_SAMPLE_MAX = 512;

  /// A rotation costs time for each query, so it has to earn this share of the error.
  private static final double ROTATION_GAIN_MIN = 0.15;

  private final CodeLayout layout;
  private final Metric metric;
  private final FloatRows rows;
  private final int count;
  private final long seed;

  CodebookTrainer(CodeLayout layout, Metric metric, FloatRows rows, int count, long seed) {
    this.layout = layout;
    this.metric = metric;
    this.rows = rows;
    this.count = count;
    this.seed = seed;
  }

  Codebook train() {
    float[] mean = mean();
    Codebook plain = new Codebook(layout, metric, mean, false, seed);
    if (layout.dimension() < 8 || count < 2) {
      return plain;
    }
    Codebook rotated = new Codebook(layout, metric, mean, true, seed);
    return meanError(rotated) < (1 - ROTATION_GAIN_MIN) * meanError(plain) ? rotated : plain;
  }

  private float[] mean() {
    int sample = Math.min(count, MEAN_SAMPLE_MAX);
    double[] sums = new double[layout.dimension()];
    float[] vector = new float[layout.dimension()];
    for (int i = 0; i < sample; i++) {
      rows.read(sampled(i, sample), vector, 0);
      for (int j = 0; j < sums.length; j++) {
        sums[j] += vector[j];
      }
    }
    float[] mean = new float[sums.length];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = (float) (sums[j] / Math.max(1, sample));
    }
    return mean;
  }

  private double meanError(Codebook codebook) {
    int sample = Math.min(count, ERROR_SAMPLE_MAX);
    CodeEncoder encoder = new CodeEncoder(codebook);
    float[] vector = new float[layout.dimension()];
    double sum = 0;
    for (int i = 0; i < sample; i++) {
      rows.read(sampled(i, sample), vector, 0);
      sum += encoder.relativeError(vector);
    }
    return sum / sample;
  }

  private int sampled(int index, int sample) {
    return (int) ((long) index * count / sample);
  }
}
