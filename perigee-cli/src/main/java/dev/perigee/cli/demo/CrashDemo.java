package dev.perigee.cli.demo;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.error.StorageException;
import dev.perigee.formats.VectorFile;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Kills a process that inserts glosses, opens what it leaves, and compares: every gloss that was
/// acknowledged must be there bit for bit, and searches must find what brute force finds.
final class CrashDemo {

  /// Acknowledgements before the kill: at least, and at most so many more.
  private static final int ACKNOWLEDGED_MIN = 100;

  private static final int ACKNOWLEDGED_MORE = 900;

  /// What a round has shown.
  ///
  /// @param number of the round, from 1
  /// @param acknowledged glosses that were acknowledged in this round
  /// @param expected glosses that were acknowledged in any round
  /// @param present glosses found
  /// @param recoveryNanos time to open the folder after the kill
  /// @param searches compared with brute force
  record Round(
      int number, int acknowledged, int expected, long present, long recoveryNanos, int searches) {}

  private final Path folder;
  private final Path texts;
  private final Path vectors;
  private final int count;
  private final Random random;
  private final BitSet acknowledged = new BitSet();
  private long next;

  /// @param folder of the database that is to suffer, made anew
  /// @param texts file of glosses
  /// @param vectors file of their vectors
  /// @param count of both
  CrashDemo(Path folder, Path texts, Path vectors, int count, long seed) {
    this.folder = folder;
    this.texts = texts;
    this.vectors = vectors;
    this.count = count;
    random = new Random(seed);
  }

  /// Runs rounds on one database.
  ///
  /// @throws IllegalStateException if something acknowledged is lost, or a search is wrong
  void run(int rounds, Consumer<Round> report) {
    DemoFolder.deleteTree(folder);
    List<Gloss> glosses = GlossTexts.read(texts, count);
    try (VectorFile file = CachedVectors.open(vectors, count)) {
      for (int number = 1; number <= rounds; number++) {
        report.accept(round(number, glosses, file));
      }
    }
    DemoFolder.deleteTree(folder);
  }

  private Round round(int number, List<Gloss> glosses, VectorFile file) {
    int before = insertAndKill(ACKNOWLEDGED_MIN + random.nextInt(ACKNOWLEDGED_MORE));
    long start = System.nanoTime();
    try (Database database = Database.open(folder, CrashChild.options())) {
      long recoveryNanos = System.nanoTime() - start;
      Collection collection = DemoDatabase.collection(database);
      CrashProof proof = new CrashProof(collection, glosses, file);
      long present = proof.compareDocuments(acknowledged);
      int searches = proof.compareSearches(random);
      return new Round(
          number, before, acknowledged.cardinality(), present, recoveryNanos, searches);
    }
  }

  /// Starts the process and kills it after so many acknowledgements; what it says between that and
  /// its death counts too.
  ///
  /// @return how many there were
  private int insertAndKill(int wanted) {
    int lines = 0;
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    try {
      Process child = new ProcessBuilder(command()).redirectError(log.toFile()).start();
      try (BufferedReader out = child.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          if (line.endsWith(".")) {
            acknowledged.set(Integer.parseInt(line.substring(0, line.length() - 1)));
            lines++;
            next++;
          }
          if (lines == wanted) {
            // not through the process, which would close its output
            var _ = child.toHandle().destroyForcibly();
          }
        }
      } finally {
        var _ = child.destroyForcibly().onExit().join();
      }
      if (lines < wanted) {
        throw new IllegalStateException(
            "the inserting process ended by itself: " + Files.readString(log));
      }
      Files.delete(log);
    } catch (IOException e) {
      throw new StorageException("could not run a process that inserts", e);
    }
    return lines;
  }

  /// This JVM with its options, another main class.
  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!argument.startsWith("-agentlib") && !argument.startsWith("-javaagent")) {
        command.add(argument);
      }
    }
    command.add("-cp");
    command.add(
        System.getProperty("java.class.path")
            .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator));
    command.add(CrashChild.class.getName());
    command.addAll(List.of(folder.toString(), texts.toString(), vectors.toString()));
    command.addAll(List.of(Integer.toString(count), Long.toString(next)));
    return command;
  }
}
