package dev.perigee.formats.hdf5;

import dev.perigee.vector.Metric;
import java.util.Map;

/// What a benchmark file says of itself.
///
/// @param distance how it calls its distance: `euclidean`, `angular`, `hamming`, `jaccard`, `ip`;
///   empty if it does not tell
/// @param metric what that is here: it orders vectors the same way; null where there is none
/// @param attributes all that it says, as text
public record BenchmarkDescription(String distance, Metric metric, Map<String, String> attributes) {

  static BenchmarkDescription of(Map<String, String> attributes) {
    String distance = attributes.getOrDefault("distance", "");
    Metric metric =
        switch (distance) {
          case "euclidean" -> Metric.L2;
          case "angular" -> Metric.COSINE;
          case "hamming" -> Metric.HAMMING;
          case "jaccard" -> Metric.JACCARD;
          case "ip", "dot" -> Metric.INNER_PRODUCT;
          default -> null;
        };
    return new BenchmarkDescription(distance, metric, attributes);
  }

  /// Whether vectors are of bits.
  boolean isOfBits() {
    return metric == Metric.HAMMING
        || metric == Metric.JACCARD
        || "bit".equals(attributes.get("point_type"));
  }

  /// The dimension that is stated; 0 for none. Sparse files state something else.
  int dimension() {
    String stated = attributes.getOrDefault("dimension", "");
    return stated.matches("[0-9]{1,6}") ? Integer.parseInt(stated) : 0;
  }
}
