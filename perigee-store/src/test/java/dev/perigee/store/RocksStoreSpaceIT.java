package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/// A disk that fills up and empties again under an open store. Needs the right to mount.
final class RocksStoreSpaceIT {

  private static final int DISK_BYTES = 48 << 20;
  private static final long LIMIT_NANOS = 60_000_000_000L;

  @TempDir Path disk;
  @TempDir Path elsewhere;

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

  @ParameterizedTest
  @ValueSource(ints = {6, 9})
  void afterAFullDiskWritesGoOnWhenThereIsSpace(int leftMegabytes) {
    unlessHeldBack(() -> afterAFullDiskWritesGoOnWhenThereIsSpaceOnce(leftMegabytes));
  }

  private void afterAFullDiskWritesGoOnWhenThereIsSpaceOnce(int leftMegabytes) throws IOException {
    int written;
    int refused;
    try (Store store = open(disk);
        Batch batch = store.batch()) {
      Path filler = disk.resolve("filler");
      Files.write(filler, new byte[DISK_BYTES - (leftMegabytes << 20)]);
      written = writeUntilFull(store, batch);
      refused = written;
      syncOrBeRefused(store);
      copyTo(elsewhere.resolve("db"));
      try (Cursor cursor = store.cursor(StoreContract.BULK, new byte[0], null)) {
        Files.delete(filler);
        writeOnceThereIsSpace(store, batch, refused + 1);
        store.sync();
        for (int i = 0; i < written; i++) {
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.key()).isEqualTo(Bytes.of(i));
        }
        assertThat(cursor.next()).isFalse();
      }
      assertHolds(store, written, refused);
    }
    try (Store store = open(disk)) {
      assertHolds(store, written, refused);
    }
    try (Store store = open(elsewhere);
        Batch batch = store.batch()) {
      assertThat(store.get(StoreContract.BULK, Bytes.of(refused))).isNull();
      assertThat(put(store, batch, refused + 1)).isNull();
      assertHolds(store, written, refused);
    }
  }

  /// While the disk is full RocksDB may hold a write back for as long as its memory is full too, in
  /// place of refusing it; then nothing can be learnt here.
  private static void unlessHeldBack(Executable test) {
    try {
      assertTimeoutPreemptively(Duration.ofSeconds(100), test);
    } catch (AssertionFailedError e) {
      Assumptions.assumeFalse(
          String.valueOf(e.getMessage()).startsWith("execution timed out"),
          "a write was held back");
      throw e;
    }
  }

  /// The files as a crash right now would leave them.
  private void copyTo(Path copy) throws IOException {
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(disk.resolve("db"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }

  private static Store open(Path disk) {
    return Stores.open(
        StoreOptions.of(disk.resolve("db"), StoreContract.TABLES).withMemoryBytes(8L << 20));
  }

  /// Returns how many were written before one was refused, twice.
  private static int writeUntilFull(Store store, Batch batch) {
    int written = 0;
    StorageException refusal = put(store, batch, written);
    while (refusal == null) {
      refusal = put(store, batch, ++written);
    }
    assertThat(refusal.reason()).as("%s", refusal).isEqualTo(StorageException.Reason.OUT_OF_SPACE);
    assertThat(put(store, batch, written).reason()).isEqualTo(StorageException.Reason.OUT_OF_SPACE);
    assertThat(written).isGreaterThan(10);
    return written;
  }

  private static void syncOrBeRefused(Store store) {
    try {
      store.sync();
    } catch (StorageException e) {
      assertThat(e.reason()).as("%s", e).isEqualTo(StorageException.Reason.OUT_OF_SPACE);
    }
  }

  private static void writeOnceThereIsSpace(Store store, Batch batch, int number) {
    long start = System.nanoTime();
    StorageException refusal = put(store, batch, number);
    while (refusal != null) {
      assertThat(refusal.reason()).isEqualTo(StorageException.Reason.OUT_OF_SPACE);
      assertThat(System.nanoTime() - start).as("%s", refusal).isLessThan(LIMIT_NANOS);
      LockSupport.parkNanos(1_000_000);
      refusal = put(store, batch, number);
    }
  }

  private static void assertHolds(Store store, int written, int refused) {
    for (int i = 0; i < written; i++) {
      assertThat(store.get(StoreContract.BULK, Bytes.of(i))).isEqualTo(value(i));
    }
    assertThat(store.get(StoreContract.BULK, Bytes.of(refused))).isNull();
    assertThat(store.get(StoreContract.BULK, Bytes.of(refused + 1))).isEqualTo(value(refused + 1));
  }

  private static StorageException put(Store store, Batch batch, int number) {
    batch.clear();
    batch.put(StoreContract.BULK, Bytes.of(number), value(number));
    try {
      store.write(batch, true);
      return null;
    } catch (StorageException e) {
      return e;
    }
  }

  private static byte[] value(int number) {
    byte[] value = new byte[100_000];
    new Random(number).nextBytes(value);
    return value;
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
