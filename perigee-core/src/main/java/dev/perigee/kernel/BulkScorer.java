package dev.perigee.kernel;

/// Scores many rows against one query in one call, so that the memory system works on many at once
/// and the cost of a call is paid once.
public interface BulkScorer {

  /// Computes distances, lower is nearer; NaN never comes out.
  ///
  /// @param ordinals rows to score, each already checked to exist
  /// @param count how many of `ordinals`
  /// @param distances receives `count` distances
  void score(int[] ordinals, int count, float[] distances);
}
