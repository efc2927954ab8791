package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.StorageException;
import dev.perigee.testkit.PowerLossFiles;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails while an index is replaced by a larger one: what is found is one of the two, and
/// passes verification.
final class IndexPowerLossTest {

  private static final int SEEDS = 12;
  private static final int OLD_COUNT = 20;
  private static final int NEW_COUNT = 60;
  private static final SeededVectors VECTORS = new SeededVectors(9, ElementType.F32, 8, NEW_COUNT);

  @TempDir private Path scratch;
  private int crashes;

  @Test
  void oldOrNewIndexIsFound() throws IOException {
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(8, Metric.L2).withThreads(1))) {
      add(builder, 0, OLD_COUNT);
      Path old = scratch.resolve("old");
      builder.write(old);
      add(builder, OLD_COUNT, NEW_COUNT);
      int operations = crash(builder, old, PowerLossFiles.NEVER, 0);
      for (int operation = 0; operation < operations; operation++) {
        for (int seed = 0; seed < SEEDS; seed++) {
          crash(builder, old, operation, seed);
        }
      }
      assertThat(operations).as("operations of a publication").isGreaterThan(10);
    }
  }

  private int crash(IndexBuilder builder, Path old, int operation, int seed) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("run" + crashes));
    Path found = Files.createDirectory(scratch.resolve("found" + crashes++));
    Files.copy(old, folder.resolve("index"));
    PowerLossFiles files = new PowerLossFiles(folder, seed, operation);
    boolean returned = false;
    try {
      builder.write(files, folder.resolve("index"));
      returned = true;
    } catch (StorageException e) {
      assertThat(operation).as("the power failed, else: " + e).isLessThan(files.operations());
    }
    files.crash(found);
    Path index = found.resolve("index");
    String run = "operation " + operation + ", seed " + seed;
    assertThat(VectorIndex.verify(index)).as(run).isEqualTo(Files.size(index));
    try (VectorIndex opened = VectorIndex.open(index)) {
      if (returned || opened.count() != OLD_COUNT) {
        assertThat(opened.count()).as(run).isEqualTo(NEW_COUNT);
      }
      for (int id = 0; id < opened.count(); id++) {
        assertThat(opened.vectorBytes(id)).as(run).isEqualTo(VECTORS.bytes(id));
      }
    }
    return files.operations();
  }

  private static void add(IndexBuilder builder, int from, int to) {
    for (int id = from; id < to; id++) {
      builder.add(id, VECTORS.segment(id));
    }
  }
}
