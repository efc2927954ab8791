package dev.perigee.bench.database;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Query;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Replaces every vector again and again in random order; recall, time of a search, size of the
/// files and heap after each round. Each round gives the documents the same vectors in another
/// order, so that the set of vectors, and with it the truth, stays the same.
final class Churn {

  private final Settings settings;
  private final VectorSource base;
  private final VectorSource queries;

  Churn(Settings settings) {
    this.settings = settings;
    base = settings.base();
    queries = settings.queries(base);
  }

  void run() throws IOException {
    Path folder = settings.folder();
    Reopen.deleteTree(folder);
    try (Database db = Database.open(folder, settings.options())) {
      Collection rows =
          db.collection("rows", s -> s.vector("v", base.dimension(), settings.metric()));
      var _ =
          rows.putAll(() ->
              LongStream.range(0, base.count())
                  .mapToObj(i -> Document.of(i).vector("v", Settings.floats(base, i)))
                  .iterator());
      db.maintain();
      report(db, rows, folder, 0, 0);
      for (int round = 1; round <= settings.number("rounds", 10); round++) {
        long start = System.nanoTime();
        int shift = round * 7919;
        var _ =
            rows.putAll(() ->
                shuffled(shift)
                    .map(i ->
                        Document.of((long) i)
                            .vector("v", Settings.floats(base, (i + (long) shift) % base.count())))
                    .iterator());
        double seconds = (System.nanoTime() - start) / 1e9;
        if (settings.text("drain", "each").equals("each")) {
          db.maintain();
        }
        report(db, rows, folder, round, base.count() / seconds);
      }
      db.maintain();
      report(db, rows, folder, -1, 0);
    }
  }

  private Stream<Integer> shuffled(long seed) {
    int[] order = new int[(int) base.count()];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < order.length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return java.util.Arrays.stream(order).boxed();
  }

  private void report(Database db, Collection rows, Path folder, int round, double rate)
      throws IOException {
    long found = 0;
    List<List<Object>> truth = new ArrayList<>();
    Latencies latencies = new Latencies();
    int asked = 500;
    for (int i = 0; i < asked; i++) {
      Query query = Query.near("v", Settings.floats(queries, i));
      truth.add(rows.search(query.asExact()).stream().<Object>map(hit -> hit.distance()).toList());
    }
    for (int i = 0; i < 10 * asked; i++) {
      int at = i % asked;
      Query query = Query.near("v", Settings.floats(queries, at)).ef(64);
      long start = System.nanoTime();
      var hits = rows.search(query);
      latencies.add(System.nanoTime() - start);
      found += hits.stream().filter(hit -> truth.get(at).contains(hit.distance())).count();
    }
    System.gc();
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        "round %d: recall at ef 64 %.4f, search %s, replaced %.0f/s, files %.1f MB, heap %.1f MB,"
            + " segments %s%n",
        round,
        found / (100.0 * asked),
        latencies.line(),
        rate,
        bytes(folder) / 1e6,
        heap / 1e6,
        db.stats().fields().getFirst().segments().stream()
            .map(segment -> segment.kind() + ":" + segment.rows() + "-" + segment.closed())
            .toList());
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
