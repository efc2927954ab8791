package dev.perigee.cli.demo;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.DatabaseOptions;
import dev.perigee.formats.VectorFile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A process that inserts glosses until it is killed, and says of each when it is acknowledged.
///
/// A line that ends in `.` is whole: the kill may cut the last one.
final class CrashChild {

  /// So few rows in memory that it seals and merges all the time.
  private static final int FRESH_ROWS_MAX = 256;

  private static final long FRESH_BYTES_MAX = 1 << 20;
  private static final int WRITERS = 4;

  private CrashChild() {}

  /// Inserts until it is killed.
  ///
  /// @param args folder of the database, file of texts, file of vectors, their number, the first to
  ///   insert
  public static void main(String[] args) throws InterruptedException {
    int count = Integer.parseInt(args[3]);
    List<Gloss> glosses = GlossTexts.read(Path.of(args[1]), count);
    AtomicLong next = new AtomicLong(Long.parseLong(args[4]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (VectorFile vectors = CachedVectors.open(Path.of(args[2]), count);
        Database database = Database.open(Path.of(args[0]), options())) {
      Collection collection = DemoDatabase.collection(database);
      Runnable writer =
          () -> {
            while (true) {
              int id = (int) (next.getAndIncrement() % count);
              var _ =
                  collection.put(
                      DemoDatabase.document(id, glosses.get(id), CachedVectors.row(vectors, id)));
              out.println(id + ".");
            }
          };
      Thread[] writers = new Thread[WRITERS];
      for (int i = 0; i < WRITERS; i++) {
        writers[i] = Thread.ofPlatform().start(writer);
      }
      for (Thread thread : writers) {
        thread.join();
      }
    }
  }

  static DatabaseOptions options() {
    return DatabaseOptions.defaults().withFresh(FRESH_ROWS_MAX, FRESH_BYTES_MAX);
  }
}
