package dev.perigee.quant;

import java.util.SplittableRandom;

/// A random rotation that takes n log n steps: what is large in a few components of a vector is
/// spread over all of them, so that a few bits for each lose less.
///
/// Source: the fast Johnson-Lindenstrauss transform (Ailon and Chazelle, STOC 2006): random signs,
/// then a Walsh-Hadamard transform. For a dimension that is not a power of two, rounds over the
/// first and the last components in turn mix all of them. Orthogonal, so distances and inner
/// products stay. Determined by its seed. Thread-safe.
final class Rotation {

  private static final int ROUNDS = 4;

  private final int dimension;
  private final int width;
  private final float[][] factors;

  Rotation(int dimension, long seed) {
    this.dimension = dimension;
    this.width = Integer.highestOneBit(dimension);
    this.factors = new float[ROUNDS][width];
    SplittableRandom random = new SplittableRandom(seed);
    float scale = (float) (1 / Math.sqrt(width));
    for (float[] round : factors) {
      for (int i = 0; i < width; i++) {
        round[i] = random.nextBoolean() ? scale : -scale;
      }
    }
  }

  /// Rotates a vector in place.
  void apply(float[] vector) {
    for (int round = 0; round < ROUNDS; round++) {
      int from = (round & 1) == 0 ? 0 : dimension - width;
      float[] signs = factors[round];
      for (int i = 0; i < width; i++) {
        vector[from + i] *= signs[i];
      }
      transform(vector, from);
    }
  }

  private void transform(float[] vector, int from) {
    for (int half = 1; half < width; half *= 2) {
      for (int start = from; start < from + width; start += 2 * half) {
        for (int i = start; i < start + half; i++) {
          float a = vector[i];
          float b = vector[i + half];
          vector[i] = a + b;
          vector[i + half] = a - b;
        }
      }
    }
  }
}
