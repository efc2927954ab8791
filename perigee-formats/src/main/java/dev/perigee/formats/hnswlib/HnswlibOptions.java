package dev.perigee.formats.hnswlib;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;

/// What a file of hnswlib does not say and whoever opens it has to know: its *space*.
///
/// @param metric `L2` for the space `l2`, `INNER_PRODUCT` for `ip`, `COSINE` for `cosine`; null if
///   nobody knows, which is enough to look at a file
/// @param bytes whether a component is an unsigned byte (`L2SpaceI`), not a float; with `L2` only
public record HnswlibOptions(Metric metric, boolean bytes) {

  /// @throws InvalidRequestException if hnswlib has no such space
  public HnswlibOptions {
    if (metric != null) {
      spaceName(metric);
    }
    if (bytes && metric != Metric.L2) {
      throw InvalidRequestException.of("bytes", "false for other metrics than L2", metric);
    }
  }

  /// Floats, compared by a metric.
  ///
  /// @throws InvalidRequestException if hnswlib has no such space
  public static HnswlibOptions of(Metric metric) {
    return new HnswlibOptions(metric, false);
  }

  /// How hnswlib calls a metric.
  ///
  /// @throws InvalidRequestException if it has none such
  static String spaceName(Metric metric) {
    return switch (metric) {
      case L2 -> "l2";
      case COSINE -> "cosine";
      case INNER_PRODUCT -> "ip";
      case L1, HAMMING, JACCARD, SORENSEN, HELLINGER, JEFFREYS, JENSEN_SHANNON, HAVERSINE ->
          throw InvalidRequestException.of("metric", "L2, COSINE or INNER_PRODUCT", metric);
      case PEARSON, CUSTOM ->
          throw InvalidRequestException.of("metric", "L2, COSINE or INNER_PRODUCT", metric);
    };
  }
}
