package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.db.DatabaseStatistics.SegmentStatistics;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.index.VectorAccess;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Searches go on while seals, merges and drops carry all segments over the bound of what is mapped
/// and back, again and again.
final class AccessChangesIT {

  private static final int SECONDS = Integer.getInteger("perigee.concurrency.seconds", 8);
  private static final int DIMENSION = 64;
  private static final int ROWS = 600;
  private static final int BALLAST = 1_500;
  private static final long BYTES_MAX = 3L * ROWS * DIMENSION * Float.BYTES;
  private static final VectorData DATA =
      VectorData.clustered(BALLAST, DIMENSION, ElementType.F32, 4);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final AtomicLong searches = new AtomicLong();
  private volatile boolean done;

  @Test
  void nobodyNoticesHowVectorsAreGotAt() throws InterruptedException, ExecutionException {
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withFresh(150, 1 << 20)
            .withStoreMemoryBytes(16 << 20)
            .withDurability(Durability.NONE)
            .withMappedBytesMax(BYTES_MAX)
            .withMergeThreads(1);
    Set<VectorAccess> seen = EnumSet.noneOf(VectorAccess.class);
    try (Database database = Database.open(folder, options);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      Collection rows = database.collection("rows", s -> s.vector("v", DIMENSION, Metric.L2));
      put(rows, ROWS);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int first = i;
        running.add(threads.submit(() -> search(rows, first)));
      }
      try {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (seen.size() < 2 || System.nanoTime() < end) {
          Collection ballast =
              database.collection("ballast", s -> s.vector("v", DIMENSION, Metric.L2));
          put(ballast, BALLAST);
          put(rows, ROWS); // the same again: older rows are closed while segments are reopened
          database.maintain();
          seen.addAll(accesses(database, VectorAccess.READ));
          assertThat(database.drop("ballast")).isTrue();
          database.maintain();
          seen.addAll(accesses(database, VectorAccess.MAPPED));
        }
      } finally {
        done = true;
      }
      for (Future<?> searcher : running) {
        Object _ = searcher.get();
      }
      assertThat(rows.count()).isEqualTo(ROWS);
      assertThat(database.stats().lastFailure()).isNull();
    }
    assertThat(searches.get()).isPositive();
  }

  private static Set<VectorAccess> accesses(Database database, VectorAccess expected) {
    List<VectorAccess> accesses =
        database.stats().fields().stream()
            .flatMap(field -> field.segments().stream())
            .map(SegmentStatistics::vectors)
            .toList();
    assertThat(accesses).isNotEmpty().containsOnly(expected);
    return Set.copyOf(accesses);
  }

  private static void put(Collection collection, int count) {
    var _ =
        collection.putAll(() ->
            IntStream.range(0, count)
                .mapToObj(i -> Document.of(i).vector("v", DATA.row(i)))
                .iterator());
  }

  private void search(Collection rows, int first) {
    for (int i = first; !done; i = (i + 7) % ROWS) {
      Query query = Query.near("v", DATA.row(i)).limit(10).recall(0.9);
      List<Hit> hits = rows.search(query);
      assertThat(hits).hasSize(10).extracting(hit -> hit.id().value()).doesNotHaveDuplicates();
      for (Hit hit : hits) {
        float[] vector = DATA.row(Math.toIntExact((Long) hit.id().value()));
        assertThat((double) hit.distance())
            .isEqualTo(BruteForce.distance(Metric.L2, DATA.row(i), vector), within(1e-3));
      }
      assertThat(rows.search(query.limit(1).asExact()).getFirst().distance()).isLessThan(1e-4f);
      searches.incrementAndGet();
    }
  }
}
