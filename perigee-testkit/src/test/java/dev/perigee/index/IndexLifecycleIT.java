package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of an index and of a builder: under searches, and before further calls.
final class IndexLifecycleIT {

  private static final int THREADS = 4;
  private static final int ROUNDS = 40;
  private static final int COUNT = 500;
  private static final long WAIT_SECONDS = 30;
  private static final SeededVectors VECTORS = new SeededVectors(3, ElementType.F32, 16, COUNT);
  private static final IndexOptions OPTIONS = IndexOptions.of(16, Metric.L2).withThreads(2);

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void closingAFileUnderSearchesEndsThemOrderly() throws Exception {
    Path file = folder.resolve("index");
    try (IndexBuilder builder = filled()) {
      builder.write(file);
    }
    for (int round = 0; round < ROUNDS; round++) {
      closeUnderSearches(VectorIndex.open(file), 1 + round * 7);
    }
  }

  @Test
  void closingMemoryUnderSearchesEndsThemOrderly() throws Exception {
    for (int round = 0; round < ROUNDS / 4; round++) {
      try (IndexBuilder builder = filled()) {
        closeUnderSearches(builder.toIndex(), 1 + round * 29);
      }
    }
  }

  @Test
  void everyCallOnAClosedIndexIsRefused() {
    Path file = folder.resolve("index");
    try (IndexBuilder builder = filled()) {
      builder.write(file);
    }
    VectorIndex index = VectorIndex.open(file);
    index.close();
    index.close();
    SearchOptions options = SearchOptions.nearest(3);
    Map<String, ThrowingCallable> calls = new TreeMap<>();
    calls.put("search floats", () -> index.search(new float[16], options));
    calls.put("search bytes", () -> index.search(new byte[16], options));
    calls.put("search memory", () -> index.search(VECTORS.segment(1), options));
    calls.put("search exactly", () -> index.search(VECTORS.segment(1), options.asExact()));
    calls.put("search all", () -> index.searchAll(VECTORS, options, 2));
    calls.put("builder", () -> VectorIndex.builder(index));
    calls.put("contains", () -> index.contains(1));
    calls.put("vector", () -> index.vector(1));
    calls.put("vectorBytes", () -> index.vectorBytes(1));
    calls.put("id", () -> index.id(0));
    calls.put("id out of range", () -> index.id(-1));
    calls.put("count", index::count);
    calls.put("options", index::options);
    calls.put("statistics", index::statistics);
    calls.put("acceptIds", () -> index.acceptIds(id -> true).compact(new int[] {1}, 1));
    assertThat(notRefused(calls)).isEmpty();
  }

  @Test
  void filterOfAClosedIndexIsRefusedInASearchOfAnother() {
    try (IndexBuilder first = filled();
        IndexBuilder second = filled()) {
      VectorIndex closed = first.toIndex();
      SearchOptions options = SearchOptions.nearest(3).accept(closed.acceptIds(id -> true));
      closed.close();
      try (VectorIndex open = second.toIndex()) {
        for (SearchOptions kind : List.of(options, options.asExact())) {
          assertThatThrownBy(() -> open.search(VECTORS.segment(1), kind))
              .isInstanceOf(ClosedException.class);
        }
      }
    }
  }

  @Test
  void everyCallOnAClosedBuilderIsRefused() {
    IndexBuilder builder = filled();
    builder.close();
    builder.close();
    assertThat(notRefused(calls(builder))).isEmpty();
  }

  @Test
  void everyCallOnABuilderThatBecameAnIndexIsRefused() {
    IndexBuilder builder = filled();
    try (VectorIndex index = builder.toIndex()) {
      assertThat(notRefused(calls(builder))).isEmpty();
      builder.close();
      assertThat(index.search(VECTORS.segment(7), SearchOptions.nearest(1).asExact()).hits())
          .as("closing the builder leaves the index open")
          .extracting(Hit::id)
          .containsExactly(7L);
    }
  }

  private Map<String, ThrowingCallable> calls(IndexBuilder builder) {
    Map<String, ThrowingCallable> calls = new TreeMap<>();
    calls.put("add floats", () -> builder.add(-1, new float[16]));
    calls.put("add bytes", () -> builder.add(-1, new byte[16]));
    calls.put("add memory", () -> builder.add(-1, VECTORS.segment(1)));
    calls.put("addAll", () -> builder.addAll(VECTORS));
    calls.put("contains", () -> builder.contains(1));
    calls.put("count", builder::count);
    calls.put("options", builder::options);
    calls.put("write file", () -> builder.write(folder.resolve("late")));
    calls.put(
        "write channel",
        () -> builder.write(Channels.newChannel(java.io.OutputStream.nullOutputStream())));
    calls.put("toIndex", builder::toIndex);
    return calls;
  }

  private static List<String> notRefused(Map<String, ThrowingCallable> calls) {
    List<String> notRefused = new ArrayList<>();
    calls.forEach((name, call) -> {
      try {
        call.call();
        notRefused.add(name + ": answered");
      } catch (ClosedException e) {
        assertThat(e).hasMessageContaining("closed");
      } catch (Throwable e) {
        notRefused.add(name + ": " + e);
      }
    });
    return notRefused;
  }

  private void closeUnderSearches(VectorIndex index, int searchesBefore) throws Exception {
    CountDownLatch searched = new CountDownLatch(searchesBefore);
    List<Future<Integer>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread * 100;
      Callable<Integer> search = () -> searchUntilClosed(index, first, searched);
      running.add(threads.submit(search));
    }
    assertThat(searched.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    index.close();
    for (Future<Integer> search : running) {
      assertThat(search.get(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNegative();
    }
    assertThatThrownBy(() -> index.contains(1)).isInstanceOf(ClosedException.class);
  }

  /// Searches until the index is closed; returns how many searches succeeded, each rightly.
  private static int searchUntilClosed(VectorIndex index, int first, CountDownLatch searched) {
    for (int done = 0; ; done++) {
      long id = ((long) first + done) % COUNT;
      MemorySegment query = VECTORS.segment(id);
      try {
        List<Hit> hits = index.search(query, options(index, done)).hits();
        assertThat(hits).hasSize(3);
        assertThat(hits.getFirst().id()).isEqualTo(id);
        assertThat(hits.getFirst().distance()).isZero();
        assertThat(index.vectorBytes(id)).isEqualTo(VECTORS.bytes(id));
      } catch (ClosedException e) {
        return done;
      }
      searched.countDown();
    }
  }

  private static IndexBuilder filled() {
    IndexBuilder builder = VectorIndex.builder(OPTIONS);
    builder.addAll(VECTORS);
    return builder;
  }

  /// A plain, an exact or a filtered search, by turns.
  private static SearchOptions options(VectorIndex index, int turn) {
    SearchOptions nearest = SearchOptions.nearest(3);
    return switch (turn % 3) {
      case 0 -> nearest;
      case 1 -> nearest.asExact();
      default -> nearest.accept(index.acceptIds(id -> true));
    };
  }
}
