package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.index.SearchingChild.Reading;
import dev.perigee.testkit.ChildProcess;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Somebody truncates an index file in place while another process searches it.
///
/// The pages behind the new end are still mapped but have no file behind them: each load from one
/// is a bus error, which the JVM turns into an error only in code that it knows may fault. So the
/// child searches until its code is compiled, the parent truncates, and the child must refuse with
/// a corruption, live, and search a good file rightly.
final class TruncatedWhileOpenIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROUNDS = Integer.getInteger("perigee.truncation.rounds", 3);
  private static final long SEED = Long.getLong("perigee.truncation.seed", 77);

  @TempDir private Path folder;

  /// A way to be surprised.
  record Surprise(
      Metric metric,
      ElementType type,
      int dimension,
      int count,
      Reading reading,
      int warmRounds,
      List<String> flags) {

    Surprise with(String flag) {
      return new Surprise(metric, type, dimension, count, reading, warmRounds, List.of(flag));
    }
  }

  static Stream<Surprise> surprises() {
    return Stream.of(
        surprise(Metric.L2, ElementType.F32, 64, 20_000, Reading.SEARCH, 5000),
        f32(Metric.L2, Reading.EXACT, 300),
        f32(Metric.L2, Reading.FILTERED, 3000),
        f32(Metric.COSINE, Reading.SEARCH, 4000),
        f32(Metric.L1, Reading.SEARCH, 3000),
        surprise(Metric.INNER_PRODUCT, ElementType.F32, 1024, 1500, Reading.SEARCH, 2000),
        surprise(Metric.L2, ElementType.F32, 1024, 1500, Reading.EXACT, 1000),
        surprise(Metric.L2, ElementType.F16, 64, 5000, Reading.SEARCH, 3000),
        surprise(Metric.COSINE, ElementType.INT8, 64, 5000, Reading.SEARCH, 3000),
        surprise(Metric.HAMMING, ElementType.BIT, 512, 5000, Reading.SEARCH, 3000),
        f32(Metric.COSINE, Reading.LOOKUP, 30_000),
        f32(Metric.COSINE, Reading.COPY, 10),
        // without C2 the Vector API is boxed Java code, and slow
        surprise(Metric.L2, ElementType.F32, 64, 1000, Reading.SEARCH, 5).with("-Xint"),
        surprise(Metric.L2, ElementType.F32, 64, 1000, Reading.SEARCH, 20)
            .with("-XX:TieredStopAtLevel=1"));
  }

  @ParameterizedTest
  @MethodSource("surprises")
  void childRefusesAndLives(Surprise surprise) throws Exception {
    Path good = folder.resolve("good");
    write(surprise, good);
    long size = Files.size(good);
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> arguments =
        List.of(surprise.reading().name(), Integer.toString(surprise.warmRounds()));
    try (ChildProcess child =
        ChildProcess.start(folder, SearchingChild.class, surprise.flags(), arguments)) {
      for (int round = 0; round < ROUNDS; round++) {
        // never more than a third is left: nodes then go beyond it, and all of the vectors
        long left = round % 2 == 0 ? 4096 : random.nextLong(1, size / 3);
        Path file = Files.copy(good, folder.resolve("truncated" + round));
        child.send("read " + file);
        child.await("warm", LIMIT);
        truncate(file, left);
        for (int thread = 0; thread < 2; thread++) {
          String said = child.await("", LIMIT);
          if (!said.startsWith("refused " + file + " at byte ")) {
            child.endInput();
            child.drain(LIMIT);
            throw new AssertionError(
                "left %d of %d, round %d, seed %d:%s"
                    .formatted(left, size, round, SEED, child.report()));
          }
          if (round == 0 && thread == 0) {
            System.out.println(surprise.metric() + " " + surprise.type() + ": " + said);
          }
        }
      }
      child.send("check " + good);
      assertThat(child.await("", LIMIT)).isEqualTo("right");
      child.endInput();
      assertThat(child.awaitExit(LIMIT)).as("exit code%s", child.report()).isZero();
      assertThat(child.crashReports()).isEmpty();
    }
  }

  private static Surprise f32(Metric metric, Reading reading, int warmRounds) {
    return surprise(metric, ElementType.F32, 64, 6000, reading, warmRounds);
  }

  private static Surprise surprise(
      Metric metric, ElementType type, int dimension, int count, Reading reading, int warmRounds) {
    return new Surprise(metric, type, dimension, count, reading, warmRounds, List.of());
  }

  private static void write(Surprise surprise, Path path) {
    IndexOptions options =
        IndexOptions.of(surprise.dimension(), surprise.metric())
            .withElementType(surprise.type())
            .withM(6)
            .withEfConstruction(16)
            .withThreads(2);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(
          new SeededVectors(SEED, surprise.type(), surprise.dimension(), surprise.count()));
      builder.write(path);
    }
  }

  private static void truncate(Path path, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length);
    }
  }
}
