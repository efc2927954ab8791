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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Opens and searches: after a clean close, and after a process was killed with as many rows in
/// memory as there may be.
final class Reopen {

  private final Settings settings;
  private final VectorSource base;

  Reopen(Settings settings) {
    this.settings = settings;
    base = settings.base();
  }

  void run() throws IOException, InterruptedException {
    Path folder = settings.folder();
    deleteTree(folder);
    try (Database db = Database.open(folder, settings.options())) {
      Collection rows =
          db.collection("rows", s -> s.vector("v", base.dimension(), settings.metric()));
      var _ =
          rows.putAll(() ->
              LongStream.range(0, base.count())
                  .mapToObj(i -> Document.of(i).vector("v", Settings.floats(base, i)))
                  .iterator());
      db.maintain();
    }
    measure("after a clean close", folder);
    kill(folder);
    measure("after kill -9, first", folder);
  }

  private void measure(String what, Path folder) {
    List<String> times = new ArrayList<>();
    for (int i = 0; i < settings.number("times", 5); i++) {
      long start = System.nanoTime();
      try (Database db = Database.open(folder, settings.options())) {
        long opened = System.nanoTime();
        Collection rows = db.collection("rows");
        Query query = Query.near("v", Settings.floats(base, i)).recall(0.95);
        var hits = rows.search(query);
        long end = System.nanoTime();
        times.add(
            "%.1f + %.1f ms%s"
                .formatted(
                    (opened - start) / 1e6,
                    (end - opened) / 1e6,
                    hits.getFirst().distance() < 1e-5 ? "" : " WRONG"));
      }
    }
    System.out.println(base.count() + " rows, open + search " + what + ": " + times);
  }

  /// Fills the part in memory in another process, and kills that.
  private void kill(Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(DatabaseBench.class.getName(), "reopen-child", "folder=" + folder));
    command.add("dimension=" + base.dimension());
    command.add("fresh=" + settings.number("fresh", 32_000));
    command.add("metric=" + settings.metric());
    Process child =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int first = child.getInputStream().read();
    child.destroyForcibly();
    System.out.println("child said " + (char) first + ", killed: " + child.waitFor());
  }

  void child() {
    Database db = Database.open(settings.folder());
    Collection rows = db.collection("rows");
    long first = 1L << 40;
    var _ =
        rows.putAll(() ->
            LongStream.range(0, settings.number("fresh", 32_000))
                .mapToObj(i -> Document.of(first + i).vector("v", Settings.floats(base, i)))
                .iterator());
    System.out.println("full");
    LockSupport.park(); // until it is killed
    db.close();
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
