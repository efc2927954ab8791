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
  DIST_L1("DistL1"),
  /// The share of components that differ.
  DIST_HAMMING("DistHamming"),
  /// The root of one minus the sum of roots of products.
  DIST_HELLINGER("DistHellinger"),
  /// The symmetric divergence.
  DIST_JEFFREYS("DistJeffreys"),
  /// The root of the divergence from the mean.
  DIST_JENSEN_SHANNON("DistJensenShannon");

  /// What anndists takes for shares below it.
  private static final double SHARE_MIN = 1e-30;

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
      case HAMMING -> DIST_HAMMING;
      case HELLINGER -> DIST_HELLINGER;
      case JEFFREYS -> DIST_JEFFREYS;
      case JENSEN_SHANNON -> DIST_JENSEN_SHANNON;
      case JACCARD, SORENSEN, PEARSON, HAVERSINE, CUSTOM ->
          throw InvalidRequestException.of("metric", "one that hnsw_rs has for floats", metric);
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
      case DIST_HAMMING -> (float) different(a, b) / a.length;
      case DIST_HELLINGER -> (float) Math.sqrt(Math.max(0, 1 - shared(a, b)));
      case DIST_JEFFREYS -> (float) Math.max(0, jeffreys(a, b));
      case DIST_JENSEN_SHANNON -> (float) Math.sqrt(Math.max(0, fromMean(a, b)));
    };
  }

  private static int different(float[] a, float[] b) {
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }

  private static double shared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.sqrt((double) a[i] * b[i]);
    }
    return sum;
  }

  private static double jeffreys(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double ratio = Math.max(a[i], SHARE_MIN) / Math.max(b[i], SHARE_MIN);
      sum += ((double) a[i] - b[i]) * Math.log(ratio);
    }
    return sum;
  }

  private static double fromMean(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double mean = ((double) a[i] + b[i]) / 2;
      sum += a[i] > 0 ? a[i] * Math.log(a[i] / mean) : 0;
      sum += b[i] > 0 ? b[i] * Math.log(b[i] / mean) : 0;
    }
    return sum / 2;
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
