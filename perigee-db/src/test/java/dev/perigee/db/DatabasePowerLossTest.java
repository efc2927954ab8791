package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.error.StorageException;
import dev.perigee.testkit.PowerLossFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails at every operation on segment files while parts are sealed and segments merged:
/// what was acknowledged is there, in the old files or in the new.
///
/// The store is left as it is at that moment: every batch was synced.
final class DatabasePowerLossTest {

  private static final int SEEDS = Integer.getInteger("perigee.power.seeds", 1);

  @TempDir(factory = MemoryFolder.class)
  private Path scratch;

  private final Logger log = Logger.getLogger("dev.perigee.db");
  private int runs;

  @BeforeEach
  void complainNotThatThePowerIsOff() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void complainAgain() {
    log.setLevel(null);
  }

  @Test
  void everythingIsThereWhenThePowerIsBack() throws IOException {
    Path original = scratch.resolve("original");
    SampleDatabase sample = new SampleDatabase(original);
    int operations = lose(original, sample, PowerLossFiles.NEVER, 0);
    assertThat(operations).isGreaterThan(20);
    for (int operation = 0; operation < operations; operation++) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        lose(original, sample, operation, operation + 1000L * seed);
      }
    }
    System.out.println("power lost " + runs + " times, at each of " + operations + " operations");
  }

  private int lose(Path original, SampleDatabase sample, int operation, long seed)
      throws IOException {
    Path folder = scratch.resolve("run" + runs);
    Path found = scratch.resolve("found" + runs++);
    SampleDatabase.copy(original, folder);
    Files.createDirectories(found.resolve("segments"));
    PowerLossFiles files = new PowerLossFiles(folder.resolve("segments"), seed, operation);
    work(folder, found, files, operation);
    files.crash(found.resolve("segments"));
    String run = "operation " + operation + ", seed " + seed;
    try (Database database = Database.open(found, SampleDatabase.OPTIONS)) {
      sample.check(database);
      database.maintain();
      sample.check(database);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(run, e);
    }
    Checkpoints.deleteTree(folder);
    Checkpoints.deleteTree(found);
    return files.operations();
  }

  /// Seals and merges until the power fails, and keeps the store as it is then.
  private static void work(Path folder, Path found, PowerLossFiles files, int operation)
      throws IOException {
    Database database;
    try {
      database = Database.open(folder, SampleDatabase.OPTIONS, files);
    } catch (StorageException e) {
      SampleDatabase.copy(folder.resolve("store"), found.resolve("store"));
      return;
    }
    try {
      database.maintain();
    } catch (StorageException e) {
      assertThat(operation).as("the power failed, else: " + e).isLessThan(files.operations());
    }
    SampleDatabase.copy(folder.resolve("store"), found.resolve("store"));
    try {
      database.close();
    } catch (PerigeeException e) {
      // it cannot tidy up without power
    }
  }
}
