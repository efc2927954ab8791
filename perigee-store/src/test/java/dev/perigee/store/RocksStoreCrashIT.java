package dev.perigee.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.StorageException;
import dev.perigee.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that writes is killed, or fails to write; what it was told to be synced is there.
final class RocksStoreCrashIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int VALUE_BYTES = 3000;

  @TempDir Path folder;

  @Test
  void whatWasSyncedSurvivesAKill() throws IOException, InterruptedException {
    for (int round = 0; round < 3; round++) {
      int acknowledged = 0;
      try (ChildProcess child =
          ChildProcess.start(folder, Writer.class, List.of(), List.of(folder + "/db"))) {
        for (int i = 0; i < 60; i++) {
          acknowledged = Integer.parseInt(child.await("synced ", LIMIT).substring(7));
        }
        child.kill();
        for (String line : child.drain(LIMIT)) {
          acknowledged = Integer.parseInt(line.substring(7));
        }
        assertThat(child.crashReports()).isEmpty();
      }
      try (Store store = Writer.open(folder.resolve("db"))) {
        for (int i = 0; i <= acknowledged; i++) {
          assertThat(store.get(StoreContract.BULK, Bytes.of(i))).as("%s", i).hasSize(VALUE_BYTES);
          assertThat(store.get(StoreContract.POINTS, Bytes.of(i))).isEqualTo(Bytes.of(i));
        }
      }
    }
  }

  @Test
  void afterAFailedWriteAllAreRefusedUntilOpenedAgain() throws IOException, InterruptedException {
    int written;
    try (ChildProcess child =
        ChildProcess.start(folder, Failing.class, List.of(), List.of(folder + "/db"))) {
      String first = child.await("", LIMIT);
      Assumptions.assumeFalse(first.equals("no prlimit"), "prlimit of util-linux");
      written = Integer.parseInt(first.substring("written ".length()));
      assertThat(child.await("", LIMIT)).isEqualTo("BROKEN");
      assertThat(child.await("", LIMIT)).isEqualTo("BROKEN");
      assertThat(child.await("", LIMIT)).isEqualTo("read");
      assertThat(child.await("", LIMIT)).isEqualTo("opened");
      assertThat(child.awaitExit(LIMIT)).isZero();
    }
    try (Store store = Writer.open(folder.resolve("db"))) {
      assertThat(store.get(StoreContract.BULK, Bytes.of(written - 1))).hasSize(VALUE_BYTES);
      assertThat(store.get(StoreContract.BULK, Bytes.of(-1))).hasSize(VALUE_BYTES);
    }
  }

  /// Writes until it is killed, and says what was synced.
  static final class Writer {
    public static void main(String[] arguments) {
      try (Store store = open(Path.of(arguments[0]));
          Batch batch = store.batch()) {
        int next = 0;
        while (store.get(StoreContract.POINTS, Bytes.of(next)) != null) {
          next++;
        }
        while (true) {
          put(store, batch, next);
          System.out.println("synced " + next);
          next++;
        }
      }
    }

    static Store open(Path folder) {
      return Stores.open(StoreOptions.of(folder, StoreContract.TABLES).withMemoryBytes(8L << 20));
    }

    static void put(Store store, Batch batch, int number) {
      batch.clear();
      batch.put(StoreContract.BULK, Bytes.of(number), new byte[VALUE_BYTES]);
      batch.put(StoreContract.POINTS, Bytes.of(number), Bytes.of(number));
      store.write(batch, true);
    }
  }

  /// Writes beyond the size its files may have, and goes on after.
  static final class Failing {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      Path folder = Path.of(arguments[0]);
      try (Store store = Writer.open(folder);
          Batch batch = store.batch()) {
        if (!limitFileSize("300000:unlimited")) {
          System.out.println("no prlimit");
          return;
        }
        int written = 0;
        StorageException refusal = null;
        while (refusal == null) {
          refusal = tryPut(store, batch, written++);
        }
        System.out.println("written " + (written - 1));
        System.out.println(refusal.reason());
        limitFileSize("unlimited:unlimited");
        System.out.println(tryPut(store, batch, 1 << 20).reason());
        if (store.get(StoreContract.BULK, Bytes.of(0)).length == VALUE_BYTES) {
          System.out.println("read");
        }
      }
      try (Store store = Writer.open(folder);
          Batch batch = store.batch()) {
        Writer.put(store, batch, -1);
        System.out.println("opened");
      }
    }

    private static StorageException tryPut(Store store, Batch batch, int number) {
      try {
        Writer.put(store, batch, number);
        return null;
      } catch (StorageException e) {
        return e;
      }
    }

    private static boolean limitFileSize(String softAndHard) throws InterruptedException {
      String process = String.valueOf(ProcessHandle.current().pid());
      try {
        return new ProcessBuilder("prlimit", "--pid", process, "--fsize=" + softAndHard)
                .start()
                .waitFor()
            == 0;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
