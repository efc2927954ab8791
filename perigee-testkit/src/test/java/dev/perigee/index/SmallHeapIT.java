package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.testkit.ChildProcess;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An index several times as large as the heap: built, written, opened and searched.
final class SmallHeapIT {

  private static final String HEAP = "-Xmx24m";
  private static final int COUNT = 60_000;
  private static final int DIMENSION = 256; // 61 MB of floats
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void theHeapDoesNotGrowWithTheVectors() throws Exception {
    Path path = folder.resolve("large.prg");
    try (ChildProcess child =
        ChildProcess.start(folder, SmallHeapIT.class, List.of(HEAP), List.of(path.toString()))) {
      assertThat(child.await("searched", LIMIT)).isEqualTo("searched 60000");
      assertThat(child.awaitExit(LIMIT)).as(child.report()).isZero();
    }
    assertThat(path).isRegularFile();
    assertThat(path.toFile().length()).isGreaterThan(60_000_000);
  }

  /// Runs in the child: builds with short beams, since it is the memory that is tested.
  public static void main(String[] arguments) {
    Path path = Path.of(arguments[0]);
    GeneratedVectors vectors = new GeneratedVectors(Distribution.CLUSTERED, COUNT, DIMENSION, 5);
    IndexOptions options =
        IndexOptions.of(DIMENSION, Metric.L2).withM(4).withEfConstruction(8).withUniqueIds(true);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(vectors);
      builder.write(path);
    }
    MemorySegment query = Arena.ofAuto().allocate(4L * DIMENSION);
    try (VectorIndex index = VectorIndex.open(path)) {
      for (int row = 0; row < 1000; row++) {
        vectors.read(row, query, 0);
        index.search(query, SearchOptions.nearest(10));
      }
      vectors.read(0, query, 0);
      index.search(query, SearchOptions.nearest(10).asExact());
      System.out.println("searched " + index.count());
    }
  }
}
