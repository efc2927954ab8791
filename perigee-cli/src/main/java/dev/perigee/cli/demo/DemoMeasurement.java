package dev.perigee.cli.demo;

import dev.perigee.index.Hit;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How good and how fast the searches are, for ten hits with the default beam.
final class DemoMeasurement {

  private static final SearchOptions TEN = SearchOptions.nearest(10);

  private DemoMeasurement() {}

  /// The share of the true ten nearest, found by comparing everything, that searches find: the mean
  /// of all queries, 0 to 1.
  static double recall(VectorIndex index, List<float[]> queries) {
    long found = 0;
    long wanted = 0;
    for (float[] query : queries) {
      Set<Long> nearest =
          index.search(query, TEN.asExact()).hits().stream()
              .map(Hit::id)
              .collect(Collectors.toSet());
      wanted += nearest.size();
      found +=
          index.search(query, TEN).hits().stream()
              .filter(hit -> nearest.contains(hit.id()))
              .count();
    }
    return (double) found / wanted;
  }

  /// Searches per second of this thread.
  ///
  /// @param warmUp how long to search first, until the JVM has compiled what it runs
  /// @param measured how long to search and count
  static double queriesPerSecond(
      VectorIndex index, List<float[]> queries, Duration warmUp, Duration measured) {
    searchFor(warmUp, index, queries);
    return searchFor(measured, index, queries);
  }

  private static double searchFor(Duration time, VectorIndex index, List<float[]> queries) {
    long start = System.nanoTime();
    long searches = 0;
    do {
      for (float[] query : queries) {
        SearchResult result = index.search(query, TEN);
        searches += result.hits().isEmpty() ? 0 : 1;
      }
    } while (System.nanoTime() - start < time.toNanos());
    return searches / ((System.nanoTime() - start) / 1e9);
  }
}
