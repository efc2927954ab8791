package dev.perigee.index;

import java.util.List;

/// The hits of one search, nearest first, and what it cost.
///
/// @param hits at most k; fewer only where fewer vectors are accepted, or the deadline came first
/// @param statistics what the search cost
public record SearchResult(List<Hit> hits, SearchStatistics statistics) {

  /// Copies the list.
  public SearchResult {
    hits = List.copyOf(hits);
  }
}
