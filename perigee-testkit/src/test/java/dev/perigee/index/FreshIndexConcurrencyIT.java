package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.ClosedException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One thread appends; others search, read and write meanwhile.
final class FreshIndexConcurrencyIT {

  private static final int COUNT = 6000;
  private static final int QUERIES = 16;
  private static final int DIMENSION = 64;
  private static final int SEARCHERS = 4;
  private static final VectorData DATA =
      VectorData.clustered(COUNT + QUERIES, DIMENSION, ElementType.F32, 61);

  @TempDir private Path folder;

  private static FreshIndex create() {
    return FreshIndex.create(IndexOptions.of(DIMENSION, Metric.L2));
  }

  private static long id(int ordinal) {
    return 7L * ordinal - 3;
  }

  private static int appendAll(FreshIndex fresh) {
    for (int i = 0; i < COUNT; i++) {
      fresh.append(id(i), DATA.encoded(i));
    }
    return COUNT;
  }

  /// The least distance of each query to any of the first rows.
  private static double[][] leastDistances() {
    double[][] least = new double[QUERIES][COUNT + 1];
    for (int query = 0; query < QUERIES; query++) {
      least[query][0] = Double.POSITIVE_INFINITY;
      for (int row = 0; row < COUNT; row++) {
        double distance = distance(query, row);
        least[query][row + 1] = Math.min(least[query][row], distance);
      }
    }
    return least;
  }

  private static double distance(int query, int row) {
    return BruteForce.distance(Metric.L2, DATA.row(COUNT + query), DATA.row(row));
  }

  private static void assertTrue(Hit hit, int query) {
    assertThat(hit.id()).isEqualTo(id(hit.ordinal()));
    double distance = distance(query, hit.ordinal());
    assertThat(Math.abs(hit.distance() - distance)).isLessThanOrEqualTo(1e-4 * (1 + distance));
  }

  @Test
  void everySearchSeesWhatWasAppendedBefore() throws Exception {
    double[][] least = leastDistances();
    try (FreshIndex fresh = create();
        ExecutorService threads = Executors.newFixedThreadPool(SEARCHERS + 1)) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      tasks.add(() -> appendAll(fresh));
      for (int searcher = 0; searcher < SEARCHERS; searcher++) {
        int first = searcher;
        tasks.add(() -> {
          int searches = 0;
          for (int before = 0; before < COUNT; searches++) {
            int query = (first + searches) % QUERIES;
            before = fresh.count();
            boolean exact = searches % 2 == 0;
            SearchOptions options = SearchOptions.nearest(10);
            MemorySegment vector = DATA.encoded(COUNT + query);
            List<Hit> hits = fresh.search(vector, exact ? options.asExact() : options).hits();
            assertThat(hits).hasSizeGreaterThanOrEqualTo(Math.min(10, before));
            hits.forEach(hit -> assertTrue(hit, query));
            if (exact && before > 0) {
              double bound = least[query][before];
              assertThat((double) hits.getFirst().distance())
                  .isLessThanOrEqualTo(bound + 1e-4 * (1 + bound));
            }
          }
          return searches;
        });
      }
      for (Future<Integer> task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isPositive();
      }
    }
  }

  @Test
  void filesHoldWhatWasThereWhenTheyWereBegun() throws Exception {
    try (FreshIndex fresh = create();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Integer> appended = threads.submit(() -> appendAll(fresh));
      Path path = folder.resolve("file");
      MemorySegment vector = MemorySegment.ofArray(new byte[4 * DIMENSION]);
      int last = -1;
      for (int before = 0; before < COUNT; ) {
        before = fresh.count();
        fresh.write(path);
        int after = fresh.count();
        VectorIndex.verify(path);
        try (VectorIndex index = VectorIndex.open(path)) {
          assertThat(index.count()).isBetween(before, after).isGreaterThanOrEqualTo(last);
          last = index.count();
          for (int i = 0; i < last; i += 31) {
            index.readVector(i, vector, 0);
            assertThat(vector.mismatch(DATA.encoded(i))).isEqualTo(-1);
            assertThat(index.id(i)).isEqualTo(id(i));
          }
        }
      }
      assertThat(appended.get()).isEqualTo(COUNT);
    }
  }

  @Test
  void closingLetsRunningCallsFinish() throws Exception {
    for (int round = 0; round < 20; round++) {
      FreshIndex fresh = create();
      CountDownLatch running = new CountDownLatch(SEARCHERS);
      try (ExecutorService threads = Executors.newFixedThreadPool(SEARCHERS + 1)) {
        List<Future<Boolean>> tasks = new ArrayList<>();
        tasks.add(
            threads.submit(() -> {
              for (int i = 0; ; i++) {
                try {
                  fresh.append(id(i % COUNT), DATA.encoded(i % COUNT));
                } catch (ClosedException e) {
                  return true;
                }
              }
            }));
        for (int searcher = 0; searcher < SEARCHERS; searcher++) {
          int query = searcher;
          tasks.add(
              threads.submit(() -> {
                MemorySegment vector = DATA.encoded(COUNT + query);
                while (true) {
                  try {
                    fresh.search(vector, SearchOptions.nearest(10));
                    running.countDown();
                  } catch (ClosedException e) {
                    running.countDown();
                    return true;
                  }
                }
              }));
        }
        running.await();
        fresh.close();
        for (Future<Boolean> task : tasks) {
          assertThat(task.get()).isTrue();
        }
      }
    }
  }
}
