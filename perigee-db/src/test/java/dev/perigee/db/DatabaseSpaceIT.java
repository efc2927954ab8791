package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.perigee.db.document.Document;
import dev.perigee.error.StorageException;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/// A disk that fills up under an open database, and empties again. Needs the right to mount.
final class DatabaseSpaceIT {

  private static final int DISK_BYTES = 96 << 20;
  private static final int DIMENSION = 512;
  private static final long LIMIT_NANOS = Duration.ofSeconds(60).toNanos();

  @TempDir Path disk;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "perigee", disk.toString()),
        "the right to mount");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", "-l", disk.toString());
  }

  @Test
  void writesFailWhileTheDiskIsFullAndGoOnAfterwards() {
    try {
      assertTimeoutPreemptively(Duration.ofSeconds(100), this::fillAndEmpty);
    } catch (AssertionFailedError e) {
      // RocksDB may hold a write back, in place of refusing it, while its memory is full too
      Assumptions.assumeFalse(
          String.valueOf(e.getMessage()).startsWith("execution timed out"),
          "a write was held back");
      throw e;
    }
  }

  private void fillAndEmpty() throws IOException {
    DatabaseOptions options = DatabaseOptions.defaults().withFresh(1000, 4L << 20);
    Path filler = disk.resolve("filler");
    Files.write(filler, new byte[48 << 20]);
    int acknowledged = 0;
    try (Database db = Database.open(disk.resolve("data"), options)) {
      Collection rows = db.collection("rows", schema -> schema.vector("v", DIMENSION, Metric.L2));
      StorageException refusal = null;
      while (refusal == null && acknowledged < 100_000) {
        refusal = put(rows, acknowledged);
        acknowledged += refusal == null ? 1 : 0;
      }
      assertThat(refusal).as("after %d writes", acknowledged).isNotNull();
      for (int i = 0; i < 10; i++) {
        assertThat(rows.get(acknowledged - 1)).as("reads go on").isNotNull();
        acknowledged += put(rows, acknowledged) == null ? 1 : 0;
      }
      Files.delete(filler);
      int before = acknowledged;
      long end = System.nanoTime() + LIMIT_NANOS;
      while (acknowledged < before + 200 && System.nanoTime() < end) {
        if (put(rows, acknowledged) == null) {
          acknowledged++;
        } else {
          LockSupport.parkNanos(10_000_000); // the store looks for space now and then
        }
      }
      assertThat(acknowledged).as("writes after there was space").isEqualTo(before + 200);
      assertHolds(rows, acknowledged);
    }
    try (Database db = Database.open(disk.resolve("data"), options)) {
      assertHolds(db.collection("rows"), acknowledged);
    }
  }

  private static void assertHolds(Collection rows, int acknowledged) {
    assertThat(rows.count()).isEqualTo(acknowledged);
    for (int i = 0; i < acknowledged; i++) {
      Document document = rows.get(i);
      assertThat(document).as("document %d of %d", i, acknowledged).isNotNull();
      assertThat(document.vector("v")).isEqualTo(vector(i));
    }
  }

  private static StorageException put(Collection rows, int i) {
    try {
      rows.put(Document.of(i).vector("v", vector(i)));
      return null;
    } catch (StorageException e) {
      return e;
    }
  }

  private static float[] vector(int i) {
    SplittableRandom random = new SplittableRandom(i);
    float[] vector = new float[DIMENSION];
    for (int at = 0; at < DIMENSION; at++) {
      vector[at] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
