package dev.perigee.formats.hnswlib;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.DegreeLimits;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import java.util.function.LongPredicate;

/// How an index of hnswlib is written.
///
/// @param metric `L2`, `INNER_PRODUCT` or `COSINE`; for the last, vectors are divided by their
///   lengths
/// @param degrees room for links: M of 2 to 10,000, up to 65,535 on level 0
/// @param efConstruction width of the beam with which hnswlib inserts more nodes, 1 or more
/// @param capacity rows for which hnswlib makes room when it loads the file; 0 for those there are
/// @param removed rows to be marked as deleted
public record HnswlibWriterOptions(
    Metric metric, DegreeLimits degrees, int efConstruction, long capacity, LongPredicate removed) {

  private static final int M_MIN = 2;
  private static final int M_MAX = 10_000;
  private static final int EF_CONSTRUCTION_DEFAULT = 200;

  /// @throws InvalidRequestException if hnswlib cannot have it
  public HnswlibWriterOptions {
    HnswlibOptions.spaceName(metric);
    if (degrees.m() < M_MIN || degrees.m() > M_MAX) {
      throw InvalidRequestException.of("m", M_MIN + " to " + M_MAX, degrees.m());
    }
    if (degrees.m0() < 1 || degrees.m0() > HnswlibHeader.DEGREE_MAX) {
      throw InvalidRequestException.of("m0", "1 to " + HnswlibHeader.DEGREE_MAX, degrees.m0());
    }
    if (efConstruction < 1) {
      throw InvalidRequestException.of("efConstruction", "1 or more", efConstruction);
    }
    if (capacity < 0) {
      throw InvalidRequestException.of("capacity", "0 or more", capacity);
    }
  }

  /// As little room as the links take, and no more rows.
  ///
  /// @param links what is to be written
  /// @throws InvalidRequestException if hnswlib has no such metric, or not as many links
  public static HnswlibWriterOptions of(Metric metric, LinkSource links) {
    return new HnswlibWriterOptions(
        metric, DegreeLimits.of(links), EF_CONSTRUCTION_DEFAULT, 0, _ -> false);
  }

  /// The same with other room for links.
  public HnswlibWriterOptions withDegrees(DegreeLimits newDegrees) {
    return new HnswlibWriterOptions(metric, newDegrees, efConstruction, capacity, removed);
  }

  /// The same with another beam for insertions.
  public HnswlibWriterOptions withEfConstruction(int newEfConstruction) {
    return new HnswlibWriterOptions(metric, degrees, newEfConstruction, capacity, removed);
  }

  /// The same with room for so many rows.
  public HnswlibWriterOptions withCapacity(long newCapacity) {
    return new HnswlibWriterOptions(metric, degrees, efConstruction, newCapacity, removed);
  }

  /// The same with other rows marked as deleted.
  public HnswlibWriterOptions withRemoved(LongPredicate newRemoved) {
    return new HnswlibWriterOptions(metric, degrees, efConstruction, capacity, newRemoved);
  }
}
