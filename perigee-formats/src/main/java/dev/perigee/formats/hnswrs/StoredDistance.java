package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;

/// The distances that stand beside the links of a dump, as hnsw_rs computes them: not those of
/// [Metric], but in the same order.
enum StoredDistance {
  /// The root of the sum of squares.
  DIST_L2("DistL2"),
  /// One minus the cosine, 0 where a vector has no length.
  DIST_COSINE("DistCosine"),
  /// One minus the inner product of vectors of length 1.
  DIST_DOT("DistDot"),
  /// The sum of absolute differences.
  DIST_L1("DistL1");

  private static final String RUST_PATH = "anndists::dist::distances::";

  private final String name;

  StoredDistance(String name) {
    this.name = name;
  }

  /// @throws InvalidRequestException if the crate has none for vectors of floats
  static StoredDistance of(Metric metric) {
    return switch (metric) {
      case L2 -> DIST_L2;
      case COSINE -> DIST_COSINE;
      case INNER_PRODUCT -> DIST_DOT;
      case L1 -> DIST_L1;
      case HAMMING, JACCARD, CUSTOM ->
          throw InvalidRequestException.of("metric", "L2, COSINE, INNER_PRODUCT or L1", metric);
    };
  }

  /// Rust's name of the type, as a header has it.
  String typeName() {
    return RUST_PATH + name;
  }

  /// The distance of two vectors of the same length; 0 or more.
  float between(float[] a, float[] b) {
    return switch (this) {
      case DIST_L2 -> (float) Math.sqrt(squares(a, b));
      case DIST_COSINE -> (float) Math.max(0, cosine(a, b));
      case DIST_DOT -> (float) Math.max(0, 1 - product(a, b));
      case DIST_L1 -> (float) differences(a, b);
    };
  }

  private static double squares(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  private static double differences(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] - b[i]);
    }
    return sum;
  }

  private static double cosine(float[] a, float[] b) {
    double lengths = Math.sqrt(product(a, a)) * Math.sqrt(product(b, b));
    return lengths > 0 ? 1 - product(a, b) / lengths : 0;
  }

  /// The inner product.
  static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
