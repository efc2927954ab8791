package dev.perigee.formats.hdf5;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.util.Arrays;

/// A distance as ann-benchmarks names and computes it, for the `distances` of a file.
///
/// Source: `distance.py` of ann-benchmarks; the inner product, which it does not have, as VIBE
/// writes it.
public enum BenchmarkDistance {
  /// The root of the sum of squared differences.
  EUCLIDEAN("euclidean", Metric.L2),
  /// One less the cosine; 1 where a vector is zero.
  ANGULAR("angular", Metric.COSINE),
  /// The inner product, negated.
  INNER_PRODUCT("ip", Metric.INNER_PRODUCT),
  /// The share of components that differ.
  HAMMING("hamming", Metric.HAMMING),
  /// One less what two sets share of what either has; 1 where both are empty.
  JACCARD("jaccard", Metric.JACCARD);

  private final String word;
  private final Metric metric;

  BenchmarkDistance(String word, Metric metric) {
    this.word = word;
    this.metric = metric;
  }

  /// The distance that orders vectors as a metric does.
  ///
  /// @throws InvalidRequestException if ann-benchmarks has none
  public static BenchmarkDistance of(Metric metric) {
    for (BenchmarkDistance distance : values()) {
      if (distance.metric == metric) {
        return distance;
      }
    }
    throw InvalidRequestException.of(
        "metric", "one of " + Arrays.stream(values()).map(d -> d.metric).toList(), metric);
  }

  /// Whether there is a distance that orders vectors as a metric does.
  public static boolean isKnown(Metric metric) {
    return Arrays.stream(values()).anyMatch(distance -> distance.metric == metric);
  }

  /// What a file calls it.
  public String word() {
    return word;
  }

  /// The distance between two vectors of one length; bits as 0 and 1.
  public double between(double[] a, double[] b) {
    double dot = 0;
    double squares = 0;
    double ofA = 0;
    double ofB = 0;
    double differing = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] - b[i];
      dot += a[i] * b[i];
      squares += difference * difference;
      ofA += a[i] * a[i];
      ofB += b[i] * b[i];
      differing += difference == 0 ? 0 : 1;
    }
    return switch (this) {
      case EUCLIDEAN -> Math.sqrt(squares);
      case ANGULAR -> ofA == 0 || ofB == 0 ? 1 : 1 - dot / Math.sqrt(ofA * ofB);
      case INNER_PRODUCT -> -dot;
      case HAMMING -> differing / a.length;
      case JACCARD -> ofA + ofB == 0 ? 1 : 1 - dot / (ofA + ofB - dot);
    };
  }
}
