package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// A process that goes on reading files while they are truncated, and lives to tell.
///
/// | it is told | it does | it says |
/// |---|---|---|
/// | `read PATH` | reads on two threads until each is refused | `warm` when compiled, `refused ...` twice |
/// | `check PATH` | searches a good file | `right` |
/// | the end | ends | |
///
/// Whatever else is thrown it says as `unexpected ...`.
final class SearchingChild {

  private static final int THREADS = 2;
  private static final long SECONDS_MAX = 60;

  private final Reading reading;
  private final int warmRounds;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private SearchingChild(Reading reading, int warmRounds) {
    this.reading = reading;
    this.warmRounds = warmRounds;
  }

  /// What is done to a file again and again.
  enum Reading {
    /// Walks of the graph.
    SEARCH,
    /// Scans of all vectors.
    EXACT,
    /// Walks that accept some only.
    FILTERED,
    /// Lookups of ids and vectors, and statistics now and then.
    LOOKUP,
    /// Verification and copying, opening the file anew each time.
    COPY
  }

  /// Runs the child: what to do, and how often before it says `warm`.
  public static void main(String[] arguments) throws Exception {
    SearchingChild child =
        new SearchingChild(Reading.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      Path path = Path.of(line.substring(line.indexOf(' ') + 1));
      try {
        if (line.startsWith("read ")) {
          child.read(path);
        } else {
          child.check(path);
        }
      } catch (Exception | Error e) {
        say("unexpected " + e);
      }
    }
    child.threads.shutdown();
  }

  private void read(Path path) throws Exception {
    AtomicBoolean warm = new AtomicBoolean();
    CountDownLatch warming = new CountDownLatch(THREADS);
    try (VectorIndex index = VectorIndex.open(path)) {
      Callable<String> work = () -> readUntilRefused(index, path, warming, warm);
      List<Future<String>> running = List.of(threads.submit(work), threads.submit(work));
      for (Future<String> thread : running) {
        say(thread.get());
      }
    }
  }

  private String readUntilRefused(
      VectorIndex index, Path path, CountDownLatch warming, AtomicBoolean warm) {
    long end = System.nanoTime() + SECONDS_MAX * 1_000_000_000;
    SeededVectors queries =
        new SeededVectors(7, index.options().elementType(), index.options().dimension(), 0);
    try {
      for (int done = 0; System.nanoTime() < end; done++) {
        readOnce(index, path, queries, done);
        if (done == warmRounds) {
          warming.countDown();
        }
        if (warming.getCount() == 0 && warm.compareAndSet(false, true)) {
          say("warm");
        }
      }
      return "unexpected: never refused";
    } catch (CorruptionException e) {
      return "refused " + e.getMessage();
    } catch (RuntimeException | Error e) {
      return "unexpected " + e + " < " + e.getStackTrace()[0];
    }
  }

  private void readOnce(VectorIndex index, Path path, SeededVectors queries, int done) {
    SearchOptions ten = SearchOptions.nearest(10);
    int count = index.count();
    switch (reading) {
      case SEARCH -> search(index, queries, done, ten);
      case EXACT -> search(index, queries, done, ten.asExact());
      case FILTERED -> search(index, queries, done, ten.accept(index.acceptIds(id -> id % 3 == 0)));
      case LOOKUP -> {
        long id = index.id((int) (done * 7919L % count));
        index.vectorBytes(id);
        index.contains(-id - 1);
        if (done % 1000 == 0) {
          index.statistics();
        }
      }
      case COPY -> VectorIndex.builder(path).close();
    }
  }

  private static void search(
      VectorIndex index, SeededVectors queries, int done, SearchOptions options) {
    index.search(queries.segment(done % 1000), options);
  }

  private void check(Path path) {
    try (VectorIndex index = VectorIndex.open(path)) {
      int wrong = 0;
      for (int ordinal = 0; ordinal < 5; ordinal++) {
        long id = index.id(ordinal);
        var query = java.lang.foreign.MemorySegment.ofArray(index.vectorBytes(id));
        SearchOptions nearest = SearchOptions.nearest(1).asExact();
        wrong += index.search(query, nearest).hits().getFirst().id() == id ? 0 : 1;
      }
      say(wrong == 0 ? "right" : "wrong " + wrong);
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
