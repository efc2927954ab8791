package dev.perigee.bench.database;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Query;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;

/// Searches at a recall, on an idle database and while puts are offered at a rate.
final class Mixed {

  private final Settings settings;
  private final VectorSource base;
  private final VectorSource queries;

  Mixed(Settings settings) {
    this.settings = settings;
    base = settings.base();
    queries = settings.queries(base);
  }

  void run() throws IOException, InterruptedException {
    Path folder = settings.folder();
    Reopen.deleteTree(folder);
    int seconds = settings.number("seconds", 20);
    try (Database db = Database.open(folder, settings.options())) {
      Collection rows =
          db.collection("rows", s -> s.vector("v", base.dimension(), settings.metric()));
      var _ =
          rows.putAll(() ->
              LongStream.range(0, base.count())
                  .mapToObj(i -> Document.of(i).vector("v", Settings.floats(base, i)))
                  .iterator());
      db.maintain();
      double recall = recall(rows);
      search(rows, 5); // compiled by then
      for (int round = 0; round < settings.number("rounds", 2); round++) {
        System.out.printf("idle: %s, recall %.4f%n", search(rows, seconds).line(), recall);
        int rate = settings.number("rate", 1000);
        OfferedLoad load =
            new OfferedLoad(
                settings.number("writers", 4),
                rate,
                seconds,
                i -> {
                  long from = i % base.count();
                  long _ =
                      rows.put(
                          Document.of(base.count() + i).vector("v", Settings.floats(base, from)));
                });
        Latencies busy = search(rows, seconds);
        long puts = load.stop();
        System.out.printf(
            "with %d puts/s offered (%d made, put %s): %s%n",
            rate, puts, load.latencies().line(), busy.line());
        for (long i = 0; i < puts; i++) {
          boolean _ = rows.delete(base.count() + i);
        }
        db.maintain();
      }
    }
  }

  private Latencies search(Collection rows, int seconds) {
    Latencies latencies = new Latencies();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (long i = 0; System.nanoTime() < end; i++) {
      Query query = Query.near("v", Settings.floats(queries, i % queries.count())).recall(0.95);
      long start = System.nanoTime();
      var _ = rows.search(query);
      latencies.add(System.nanoTime() - start);
    }
    return latencies;
  }

  private double recall(Collection rows) {
    long found = 0;
    int asked = 200;
    for (int i = 0; i < asked; i++) {
      Query query = Query.near("v", Settings.floats(queries, i)).recall(0.95);
      var exact = rows.search(query.asExact()).stream().map(hit -> hit.id()).toList();
      found += rows.search(query).stream().filter(hit -> exact.contains(hit.id())).count();
    }
    return found / (10.0 * asked);
  }
}
