package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;

/// A bulk scorer whose query is set first: the caller's vector, or a row.
///
/// Owned by one thread at a time; reused from query to query so that a search allocates nothing.
public interface QueryScorer extends BulkScorer {

  /// Takes the caller's vector as the query.
  ///
  /// @param vector holds a vector that has passed [VectorSpace#check]
  /// @param offset where it starts, in bytes
  /// @param inverseNorm what that check returned
  void setQuery(MemorySegment vector, long offset, float inverseNorm);

  /// Takes a row as the query.
  void setQueryRow(int ordinal);
}
