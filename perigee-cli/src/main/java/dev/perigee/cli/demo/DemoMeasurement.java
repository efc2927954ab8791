package dev.perigee.cli.demo;

import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How good and how fast the searches are, for ten hits with the default beam.
final class DemoMeasurement {

  private static final int TEN = 10;

  private DemoMeasurement() {}

  /// The share of the true ten nearest, found by comparing everything, that searches find: the mean
  /// of all queries, 0 to 1.
  static double recall(DocumentReader glosses, List<float[]> queries) {
    long found = 0;
    long wanted = 0;
    for (float[] query : queries) {
      Set<DocumentId> nearest =
          glosses.search(ten(query).asExact()).stream().map(Hit::id).collect(Collectors.toSet());
      wanted += nearest.size();
      found +=
          glosses.search(ten(query)).stream().filter(hit -> nearest.contains(hit.id())).count();
    }
    return (double) found / wanted;
  }

  /// Searches per second of this thread.
  ///
  /// @param warmUp how long to search first, until the JVM has compiled what it runs
  /// @param measured how long to search and count
  static double queriesPerSecond(
      DocumentReader glosses, List<float[]> queries, Duration warmUp, Duration measured) {
    searchFor(warmUp, glosses, queries);
    return searchFor(measured, glosses, queries);
  }

  private static Query ten(float[] query) {
    return Query.near(DemoDatabase.VECTOR, query).limit(TEN);
  }

  private static double searchFor(Duration time, DocumentReader glosses, List<float[]> queries) {
    long start = System.nanoTime();
    long searches = 0;
    do {
      for (float[] query : queries) {
        searches += glosses.search(ten(query)).isEmpty() ? 0 : 1;
      }
    } while (System.nanoTime() - start < time.toNanos());
    return searches / ((System.nanoTime() - start) / 1e9);
  }
}
