package dev.perigee.kernel;

import dev.perigee.vector.Metric;

/// Distances by the plainest form of their definitions, in double precision.
final class PlainDistance {

  private PlainDistance() {}

  static double of(Metric metric, double[] a, double[] b) {
    return switch (metric) {
      case L2 -> sum(a, b, (x, y) -> (x - y) * (x - y));
      case L1 -> sum(a, b, (x, y) -> Math.abs(x - y));
      case HAMMING -> sum(a, b, (x, y) -> x == y ? 0 : 1);
      case INNER_PRODUCT -> -dot(a, b);
      case COSINE -> 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      case JACCARD -> 1 - share(sum(a, b, Math::min), sum(a, b, Math::max));
      case SORENSEN ->
          1 - share(sum(a, b, (x, y) -> Math.abs(x + y) - Math.abs(x - y)), sums(a, b));
      case HELLINGER -> Math.sqrt(1 - sum(a, b, (x, y) -> Math.sqrt(x) * Math.sqrt(y)));
      case JEFFREYS -> sum(a, b, (x, y) -> (x - y) * (Math.log(x) - Math.log(y)));
      case JENSEN_SHANNON ->
          sum(a, b, (x, y) -> (x * Math.log(2 * x / (x + y)) + y * Math.log(2 * y / (x + y))) / 2);
      case HAVERSINE -> angle(a, b);
      case PEARSON -> of(Metric.COSINE, centred(a), centred(b));
      case CUSTOM -> throw new AssertionError("whoever has it");
    };
  }

  interface Term {
    double of(double a, double b);
  }

  static double sum(double[] a, double[] b, Term term) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += term.of(a[i], b[i]);
    }
    return sum;
  }

  static double dot(double[] a, double[] b) {
    return sum(a, b, (x, y) -> x * y);
  }

  private static double sums(double[] a, double[] b) {
    return sum(a, b, (x, y) -> Math.abs(x + y));
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 1 : part / whole;
  }

  private static double[] centred(double[] values) {
    double mean = sum(values, values, (x, y) -> x) / values.length;
    double[] centred = values.clone();
    for (int i = 0; i < centred.length; i++) {
      centred[i] -= mean;
    }
    return centred;
  }

  /// By the inner product of the two points in space.
  private static double angle(double[] a, double[] b) {
    return Math.acos(Math.clamp(dot(point(a), point(b)), -1, 1));
  }

  private static double[] point(double[] degrees) {
    double latitude = Math.toRadians(degrees[0]);
    double longitude = Math.toRadians(degrees[1]);
    return new double[] {
      Math.cos(latitude) * Math.cos(longitude),
      Math.cos(latitude) * Math.sin(longitude),
      Math.sin(latitude)
    };
  }
}
