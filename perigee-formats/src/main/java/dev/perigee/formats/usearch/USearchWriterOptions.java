package dev.perigee.formats.usearch;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.DegreeLimits;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.util.function.LongPredicate;

/// How an index of USearch is written.
///
/// @param metric `L2`, `INNER_PRODUCT` or `COSINE`
/// @param degrees room for links, 1 to 1,048,576
/// @param multi whether an id may stand for several rows
/// @param removed rows to be marked as removed, whose ids are left out
public record USearchWriterOptions(
    Metric metric, DegreeLimits degrees, boolean multi, LongPredicate removed) {

  /// @throws InvalidRequestException if USearch cannot have it
  public USearchWriterOptions {
    letter(metric);
    if (Math.min(degrees.m(), degrees.m0()) < 1
        || Math.max(degrees.m(), degrees.m0()) > USearchGraphHeader.DEGREE_MAX) {
      throw InvalidRequestException.of("degrees", "1 to " + USearchGraphHeader.DEGREE_MAX, degrees);
    }
  }

  /// As little room as the links take, and a row for each id.
  ///
  /// @param links what is to be written
  /// @throws InvalidRequestException if USearch has no such metric of numbers, or not as many links
  public static USearchWriterOptions of(Metric metric, LinkSource links) {
    return new USearchWriterOptions(metric, DegreeLimits.of(links), false, _ -> false);
  }

  /// The same with other room for links.
  public USearchWriterOptions withDegrees(DegreeLimits newDegrees) {
    return new USearchWriterOptions(metric, newDegrees, multi, removed);
  }

  /// The same with ids that may stand for several rows, or may not.
  public USearchWriterOptions withMulti(boolean newMulti) {
    return new USearchWriterOptions(metric, degrees, newMulti, removed);
  }

  /// The same with other rows marked as removed.
  public USearchWriterOptions withRemoved(LongPredicate newRemoved) {
    return new USearchWriterOptions(metric, degrees, multi, newRemoved);
  }

  static char letter(Metric metric) {
    return switch (metric) {
      case L2 -> USearchMetric.L2.letter();
      case COSINE -> USearchMetric.COSINE.letter();
      case INNER_PRODUCT -> USearchMetric.INNER_PRODUCT.letter();
      case HAMMING -> USearchMetric.HAMMING.letter();
      case JACCARD -> USearchMetric.JACCARD.letter();
      case SORENSEN -> USearchMetric.SORENSEN.letter();
      case PEARSON -> USearchMetric.PEARSON.letter();
      case HAVERSINE -> USearchMetric.HAVERSINE.letter();
      case JENSEN_SHANNON -> USearchMetric.DIVERGENCE.letter();
      case L1, HELLINGER, JEFFREYS, CUSTOM ->
          throw InvalidRequestException.of(
              "metric", "one that USearch has: not L1, HELLINGER, JEFFREYS or CUSTOM", metric);
    };
  }
}
