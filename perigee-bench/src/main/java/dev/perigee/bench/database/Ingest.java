package dev.perigee.bench.database;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.DatabaseStatistics;
import dev.perigee.db.document.Document;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Writes at an offered rate: the rate that was reached, the time of a write, what is not indexed
/// yet at the end and how long that takes; before, after and beside them, bare appends with a sync
/// of as many bytes.
final class Ingest {

  private static final int POOL = 32_768;
  private static final int CHUNK = 512;
  private static final int WARM_UP_SECONDS = 5;
  private static final int BARE_PER_SECOND = 20;

  private final Settings settings;
  private final int dimension;
  private final int writers;
  private final int rate;
  private final int seconds;
  private final String mode;
  private final float[][] pool;

  Ingest(Settings settings) {
    this.settings = settings;
    dimension = settings.number("dimension", 384);
    writers = settings.number("writers", 8);
    rate = settings.number("rate", 5000);
    seconds = settings.number("seconds", 60);
    mode = settings.text("mode", "put");
    GeneratedVectors source = new GeneratedVectors(Distribution.CLUSTERED, POOL, dimension, 1);
    pool =
        IntStream.range(0, POOL).mapToObj(i -> Settings.floats(source, i)).toArray(float[][]::new);
  }

  void run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Path.of(settings.text("under", ".")), "ingest");
    System.out.println("bare append + fsync: " + bare(folder));
    try (Database db = Database.open(folder, settings.options())) {
      Collection rows =
          db.collection("rows", schema -> schema.vector("v", dimension, Metric.COSINE));
      var _ = rows.putAll(LongStream.range(0, CHUNK).mapToObj(this::document).toList());
      if (mode.equals("delete")) {
        var _ =
            rows.putAll(() ->
                LongStream.range(0, (long) rate * (seconds + WARM_UP_SECONDS + 1))
                    .mapToObj(this::document)
                    .iterator());
        db.maintain();
      }
      long warm = load(rows, WARM_UP_SECONDS, 0).await();
      long syncs = db.stats().store().logSyncs();
      long commits = db.stats().commits();
      long start = System.nanoTime();
      OfferedLoad load = load(rows, seconds, warm);
      BareAppends beside = new BareAppends(folder.resolve("beside"), 4 * dimension + 128);
      OfferedLoad bare = new OfferedLoad(1, BARE_PER_SECOND, seconds, i -> beside.append());
      long calls = load.await();
      double took = (System.nanoTime() - start) / 1e9;
      long _ = bare.await();
      beside.close();
      long written = mode.equals("putAll") ? calls * CHUNK : calls;
      DatabaseStatistics stats = db.stats();
      System.out.printf(
          "%s %d dims, %d writers, offered %d/s: achieved %.0f/s, %s; acknowledged commits %d,"
              + " log syncs %d, waits %d, unindexed %d%n",
          mode,
          dimension,
          writers,
          rate,
          written / took,
          load.latencies().line(),
          stats.commits() - commits,
          stats.store().logSyncs() - syncs,
          stats.waits(),
          stats.fields().getFirst().unlinkedRows());
      System.out.println("bare append + fsync beside them: " + bare.latencies().line());
      long drain = System.nanoTime();
      db.maintain();
      System.out.printf("drained in %.1f s%n", (System.nanoTime() - drain) / 1e9);
      System.out.println("bare append + fsync: " + bare(folder));
    }
    Reopen.deleteTree(folder);
  }

  private OfferedLoad load(Collection rows, int duration, long from) {
    return mode.equals("putAll")
        ? new OfferedLoad(writers, rate / (double) CHUNK, duration, i -> chunk(rows, from + i))
        : new OfferedLoad(writers, rate, duration, i -> one(rows, from + i));
  }

  private void one(Collection rows, long i) {
    if (mode.equals("delete")) {
      boolean _ = rows.delete(i);
    } else {
      long _ = rows.put(document(i + CHUNK));
    }
  }

  private void chunk(Collection rows, long i) {
    List<Document> documents = new ArrayList<>(CHUNK);
    for (long at = 0; at < CHUNK; at++) {
      documents.add(document((i + 1) * CHUNK + at));
    }
    var _ = rows.putAll(documents);
  }

  private Document document(long i) {
    return Document.of(i).vector("v", pool[(int) (i % POOL)]);
  }

  /// Appends of the bytes of one write, each made durable.
  private String bare(Path folder) throws IOException {
    Path file = folder.resolve("bare");
    Latencies latencies = new Latencies();
    try (BareAppends bare = new BareAppends(file, 4 * dimension + 128)) {
      long end = System.nanoTime() + 3_000_000_000L;
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        bare.append();
        latencies.add(System.nanoTime() - start);
      }
    }
    Files.delete(file);
    return latencies.line();
  }
}
