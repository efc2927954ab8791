package dev.perigee.index;

import dev.perigee.kernel.FloatRows;

/// How much vectors differ in length.
///
/// Where they hardly do, the largest inner products are the nearest vectors. Where they do, the
/// longest are among everybody's best, leaves of near vectors miss them, and links are better found
/// by walking.
final class NormSpread {

  private static final int SAMPLE_MAX = 1000;

  /// Greatest ratio of squared lengths that counts as alike.
  private static final double RATIO_MAX = 1.1;

  private NormSpread() {}

  /// Whether all vectors of a sample are about as long.
  static boolean alike(FloatRows rows, int count) {
    int sample = Math.min(count, SAMPLE_MAX);
    float[] vector = new float[rows.space().dimension()];
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i < sample; i++) {
      rows.read((int) ((long) i * count / sample), vector, 0);
      double squares = 0;
      for (float value : vector) {
        squares += (double) value * value;
      }
      least = Math.min(least, squares);
      most = Math.max(most, squares);
    }
    return most <= RATIO_MAX * least;
  }
}
