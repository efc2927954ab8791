package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.StorageException;
import dev.perigee.testkit.PowerLossFiles;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails while a merge replaces one of its inputs: that file is the old one or the merged
/// one, and the other input is as it was.
final class MergePowerLossTest {

  private static final int SEEDS = 4;
  private static final int FIRST_COUNT = 40;
  private static final int COUNT = 60;
  private static final SeededVectors VECTORS = new SeededVectors(4, ElementType.F32, 8, COUNT);

  @TempDir private Path scratch;
  private int crashes;

  @Test
  void theReplacedInputIsOldOrMerged() throws IOException {
    Path first = write("first", 0, FIRST_COUNT);
    Path second = write("second", FIRST_COUNT, COUNT);
    int operations = crash(first, second, PowerLossFiles.NEVER, 0);
    assertThat(operations).isGreaterThan(10);
    for (int operation = 0; operation < operations; operation++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        crash(first, second, operation, seed);
      }
    }
  }

  private Path write(String name, int from, int to) {
    Path path = scratch.resolve(name);
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(8, Metric.L2).withThreads(1))) {
      for (int id = from; id < to; id++) {
        builder.add(id, VECTORS.segment(id));
      }
      builder.write(path);
    }
    return path;
  }

  private int crash(Path first, Path second, int operation, int seed) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("run" + crashes));
    Path found = Files.createDirectory(scratch.resolve("found" + crashes++));
    Path replaced = Files.copy(first, folder.resolve("first"));
    Path other = Files.copy(second, folder.resolve("second"));
    PowerLossFiles files = new PowerLossFiles(folder, seed, operation);
    boolean returned = false;
    try (IndexBuilder builder = VectorIndex.merge(List.of(replaced, other))) {
      builder.write(files, replaced);
      returned = true;
    } catch (StorageException e) {
      assertThat(operation).as("the power failed, else: " + e).isLessThan(files.operations());
    }
    files.crash(found);
    String run = "operation " + operation + ", seed " + seed;
    assertThat(Files.mismatch(found.resolve("second"), second)).as(run).isEqualTo(-1);
    VectorIndex.verify(found.resolve("first"));
    try (VectorIndex index = VectorIndex.open(found.resolve("first"))) {
      if (returned || index.count() != FIRST_COUNT) {
        assertThat(index.count()).as(run).isEqualTo(COUNT);
      }
      for (int id = 0; id < index.count(); id++) {
        assertThat(index.vectorBytes(id)).as(run).isEqualTo(VECTORS.bytes(id));
      }
    }
    return files.operations();
  }
}
