package dev.perigee.bench.database;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Query;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// Inserts and deletes while searching, in a process that has less memory than the vectors take.
///
/// `turnover-load` fills a database and computes the true nearest, without a limit; `turnover`
/// opens it, to be started in a memory cgroup: searches alone, searches beside inserts and deletes
/// of as many documents (`rate=` a second, else as many as it takes), and searches after it.
final class Turnover {

  private static final int QUERIES = 200;
  private static final int K = 10;
  private static final int DOCUMENTS_PER_COMMIT = 100;
  private static final double RECALL = 0.95;

  private final Settings settings;
  private final int count;
  private final int turned;
  private final GeneratedVectors rows;
  private final GeneratedVectors queries;

  Turnover(Settings settings) {
    this.settings = settings;
    count = settings.number("count", 300_000);
    turned = settings.number("turned", 100_000);
    int dimension = settings.number("dimension", 768);
    rows = new GeneratedVectors(Distribution.EMBEDDINGS, count + turned, dimension, 42);
    queries = rows.following(QUERIES);
  }

  void load() throws IOException {
    Reopen.deleteTree(settings.folder());
    CodeKind codes = CodeKind.valueOf(settings.text("codes", "PQ"));
    try (Database db = Database.open(settings.folder(), settings.options())) {
      IndexOptions options = IndexOptions.of(rows.dimension(), Metric.L2).withCodes(codes);
      Collection documents = db.collection("rows", schema -> schema.vector("v", options));
      var _ =
          documents.putAll(() -> LongStream.range(0, count).mapToObj(this::document).iterator());
      db.maintain();
      System.out.println(db.stats().fields().getFirst().segments());
    }
    Files.write(truthFile("before"), truth(0, count));
    Files.write(truthFile("after"), truth(turned, count + turned));
  }

  private Document document(long row) {
    return Document.of(row).vector("v", Settings.floats(rows, row));
  }

  private Path truthFile(String when) {
    // the queries depend on both numbers
    return Path.of("%s.%d-%d.%s".formatted(settings.folder(), count, turned, when));
  }

  /// A line of ids for each query: the nearest among the rows from `first` to `end - 1`.
  private List<String> truth(int first, int end) {
    float[][] asked = new float[QUERIES][];
    List<PriorityQueue<double[]>> nearest = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      asked[i] = Settings.floats(queries, i);
      nearest.add(new PriorityQueue<>((a, b) -> Double.compare(b[0], a[0])));
    }
    for (int row = first; row < end; row++) {
      float[] vector = Settings.floats(rows, row);
      for (int i = 0; i < QUERIES; i++) {
        nearest.get(i).add(new double[] {distance(asked[i], vector), row});
        if (nearest.get(i).size() > K) {
          var _ = nearest.get(i).poll();
        }
      }
    }
    return nearest.stream()
        .map(found -> found.stream().map(hit -> (long) hit[1] + " ").reduce("", String::concat))
        .toList();
  }

  private static float distance(float[] a, float[] b) {
    float[] sums = new float[8];
    for (int i = 0; i < a.length; i += sums.length) {
      for (int lane = 0; lane < sums.length; lane++) {
        float difference = a[i + lane] - b[i + lane];
        sums[lane] += difference * difference;
      }
    }
    float sum = 0;
    for (float lane : sums) {
      sum += lane;
    }
    return sum;
  }

  void run() throws IOException, InterruptedException {
    int seconds = settings.number("seconds", 20);
    try (Database db = Database.open(settings.folder(), settings.options())) {
      Collection documents = db.collection("rows");
      var _ = search(documents, seconds);
      System.out.printf("before: recall %.4f%n", recall(documents, "before"));
      System.out.printf("alone: %s%n", search(documents, seconds).line());
      Latencies commits = new Latencies();
      AtomicBoolean writing = new AtomicBoolean(true);
      long start = System.nanoTime();
      double[] taken = new double[1];
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                write(db, commits);
                taken[0] = (System.nanoTime() - start) / 1e9;
                writing.set(false);
              });
      Latencies beside = new Latencies();
      for (long i = 0; writing.get(); i++) {
        searchOne(documents, i, beside);
      }
      writer.join();
      System.out.printf(
          "beside: %s; %.0f inserts/s and as many deletes, in commits of %d and %d: %s%n",
          beside.line(),
          turned / taken[0],
          DOCUMENTS_PER_COMMIT,
          DOCUMENTS_PER_COMMIT,
          commits.line());
      System.out.printf("at once: recall %.4f%n", recall(documents, "after"));
      db.maintain();
      System.out.printf("maintained after %.1f s%n", (System.nanoTime() - start) / 1e9);
      System.out.printf(
          "after: recall %.4f, %s%n",
          recall(documents, "after"), search(documents, seconds).line());
      System.out.println(db.stats().fields().getFirst().segments());
    }
  }

  /// Commits when they are due, and counts their time from then on.
  private void write(Database db, Latencies commits) {
    int rate = settings.number("rate", 0);
    long begin = System.nanoTime();
    for (int from = 0; from < turned; from += DOCUMENTS_PER_COMMIT) {
      int first = from;
      long start = System.nanoTime();
      if (rate > 0) {
        start = begin + from * 1_000_000_000L / rate;
        // again and again, since a commit may leave a permit behind that ends a wait at once
        for (long now; (now = System.nanoTime()) < start; ) {
          LockSupport.parkNanos(start - now);
        }
      }
      long _ =
          db.transaction(transaction -> {
            for (int i = first; i < first + DOCUMENTS_PER_COMMIT; i++) {
              var _ = transaction.put("rows", document(count + i)).delete("rows", (long) i);
            }
          });
      commits.add(System.nanoTime() - start);
    }
  }

  private Latencies search(Collection documents, int seconds) {
    Latencies latencies = new Latencies();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (long i = 0; System.nanoTime() < end; i++) {
      searchOne(documents, i, latencies);
    }
    return latencies;
  }

  /// Asks queries that recall is not measured on.
  private void searchOne(Collection documents, long number, Latencies latencies) {
    float[] query = Settings.floats(queries.following(1000), number % 1000);
    long start = System.nanoTime();
    var _ = documents.search(Query.near("v", query).recall(RECALL));
    latencies.add(System.nanoTime() - start);
  }

  private double recall(Collection documents, String when) throws IOException {
    List<String> truth = Files.readAllLines(truthFile(when));
    long found = 0;
    for (int i = 0; i < QUERIES; i++) {
      List<String> nearest = Arrays.asList(truth.get(i).split(" "));
      Query query = Query.near("v", Settings.floats(queries, i)).recall(RECALL);
      found +=
          documents.search(query).stream()
              .filter(hit -> nearest.contains(hit.id().toString()))
              .count();
    }
    return (double) found / (K * QUERIES);
  }
}
