package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.ConflictException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A builder that many threads add to, and builds that are stopped half-way.
final class IndexBuilderConcurrencyIT {

  private static final int DIMENSION = 24;
  private static final int THREADS = 4;
  private static final int BULK = 20_000;
  private static final long WAIT_SECONDS = 60;
  private static final double RECALL_MIN = 0.95;
  private static final Pattern CANCELLED =
      Pattern.compile("build: cancelled after (\\d+) of (\\d+) vectors, which are kept");
  private static final SeededVectors VECTORS =
      new SeededVectors(11, ElementType.F32, DIMENSION, BULK);
  private static final IndexOptions OPTIONS =
      IndexOptions.of(DIMENSION, Metric.L2).withM(8).withEfConstruction(60).withThreads(2);

  @TempDir private Path folder;

  @Test
  void threadsAddAtOnce() throws Exception {
    int each = 500;
    AtomicInteger conflicts = new AtomicInteger();
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread * each;
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                builder.add(first + i, VECTORS.segment(first + i));
                assertThat(builder.contains(first + i)).isTrue();
                assertThat(builder.contains(-1 - i)).isFalse();
                // an id all threads want: one of them gets it
                tryToAdd(builder, 1_000_000 + i, conflicts);
              }
            }));
      }
      for (Future<?> thread : running) {
        thread.get(WAIT_SECONDS, TimeUnit.SECONDS);
      }
      assertThat(builder.count()).isEqualTo(THREADS * each + each);
      assertThat(conflicts).hasValue((THREADS - 1) * each);
      builder.write(folder.resolve("index"));
    }
    VectorIndex.verify(folder.resolve("index"));
    try (VectorIndex index = VectorIndex.open(folder.resolve("index"))) {
      assertThat(index.statistics().reachable()).isEqualTo(index.count());
      assertHolds(index, THREADS * each);
    }
  }

  private static void tryToAdd(IndexBuilder builder, long id, AtomicInteger conflicts) {
    try {
      builder.add(id, VECTORS.segment(id));
    } catch (ConflictException e) {
      conflicts.incrementAndGet();
    }
  }

  @Test
  void progressThatSaysNoKeepsThePrefix() {
    checkCancelled((done, total) -> done < 500);
  }

  @Test
  void interruptKeepsThePrefix() {
    checkCancelled((done, total) -> {
      if (done >= 500) {
        Thread.currentThread().interrupt();
      }
      return true;
    });
    assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
  }

  @Test
  void interruptedBeforehandKeepsThePrefix() {
    Thread.currentThread().interrupt();
    checkCancelled((done, total) -> true);
    assertThat(Thread.interrupted()).as("the interrupt is not swallowed").isTrue();
  }

  @Test
  void progressThatFailsKeepsNothingUnlinked() {
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      assertThatThrownBy(() ->
              builder.addAll(
                  VECTORS,
                  (done, total) -> {
                    if (done >= 500) {
                      throw new UnsupportedOperationException("progress failed");
                    }
                    return true;
                  }))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(builder.count()).as("rows kept: those that were linked").isLessThan(BULK);
      assertThat(builder.contains(BULK - 1)).as("the last row, never linked").isFalse();
    }
  }

  private void checkCancelled(BuildProgress progress) {
    int before = 10;
    try (IndexBuilder builder = VectorIndex.builder(OPTIONS)) {
      for (int i = 0; i < before; i++) {
        builder.add(-1 - i, VECTORS.segment(-1 - i));
      }
      int done = cancelledAfter(builder, progress);
      boolean interrupted = Thread.interrupted();
      assertThat(builder.count()).isEqualTo(before + done).isLessThan(BULK);
      assertThat(builder.contains(done)).as("the first row that was not kept").isFalse();
      assertThat(done == 0 || builder.contains(done - 1)).as("the last row kept").isTrue();
      // still usable: the row that came next is added, then others
      for (int i = done; i < done + 200; i++) {
        builder.add(i, VECTORS.segment(i));
      }
      builder.write(folder.resolve("index"));
      VectorIndex.verify(folder.resolve("index"));
      try (VectorIndex index = VectorIndex.open(folder.resolve("index"))) {
        assertThat(index.count()).isEqualTo(before + done + 200);
        assertHolds(index, done + 200);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static int cancelledAfter(IndexBuilder builder, BuildProgress progress) {
    try {
      builder.addAll(VECTORS, progress);
    } catch (CancelledException e) {
      Matcher message = CANCELLED.matcher(e.getMessage());
      assertThat(message.matches()).as(e.getMessage()).isTrue();
      assertThat(message.group(2)).isEqualTo(Integer.toString(BULK));
      return Integer.parseInt(message.group(1));
    }
    throw new AssertionError("expected the build to be cancelled");
  }

  /// Ids 0 to `count - 1` are there bit for bit, and a search for a vector finds it first.
  private static void assertHolds(VectorIndex index, int count) {
    int found = 0;
    for (int id = 0; id < count; id++) {
      assertThat(index.vectorBytes(id)).isEqualTo(VECTORS.bytes(id));
      List<Hit> hits = index.search(VECTORS.segment(id), SearchOptions.nearest(1)).hits();
      found += hits.getFirst().id() == id ? 1 : 0;
    }
    assertThat((double) found / count).as("found by search").isGreaterThanOrEqualTo(RECALL_MIN);
  }
}
