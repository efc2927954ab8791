package dev.perigee.vector;

import java.lang.foreign.MemorySegment;

/// A distance of the caller's own, for metrics Perigee does not know.
///
/// Called in bulk so that the cost of a call is shared; still slower than the built-in metrics.
/// Must be thread-safe, symmetric, and return finite values; NaN counts as infinitely far. The file
/// keeps only the fact that the metric is custom: whoever opens it hands over the same function.
@FunctionalInterface
public interface DistanceFunction {

  /// Computes the distances from one query to several stored vectors.
  ///
  /// @param query one vector in the element type of the index, read-only
  /// @param vectors `count` stored vectors, each as long as the query, read-only; valid during the
  ///   call
  /// @param count how many of `vectors` are to be scored
  /// @param distances receives `count` distances, lower is nearer
  void distances(MemorySegment query, MemorySegment[] vectors, int count, float[] distances);
}
