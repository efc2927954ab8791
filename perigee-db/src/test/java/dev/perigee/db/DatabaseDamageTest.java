package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.engine.Damage;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.PerigeeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of a closed database are damaged: that is said, with the name of the file, and whatever is
/// answered all the same is right.
///
/// More damages are drawn with `perigee.fuzz.mutations`.
final class DatabaseDamageTest {

  private static final long SEED = Long.getLong("perigee.fuzz.seed", 11);
  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 60);

  @TempDir(factory = MemoryFolder.class)
  private Path scratch;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private SampleDatabase sample;
  private Path original;
  private Path damaged;

  @BeforeEach
  void make() {
    original = scratch.resolve("original");
    damaged = scratch.resolve("damaged");
    sample = new SampleDatabase(original);
    try (Database database = Database.open(original, SampleDatabase.OPTIONS)) {
      sample.check(database);
    }
  }

  @Test
  void segmentsThatAreMissingOrShortAreNamed() throws IOException {
    for (Path file : files("segments")) {
      String name = String.valueOf(file.getFileName());
      for (long bytes : new long[] {-1, 0, 63, Files.size(file) / 2, Files.size(file) - 1}) {
        restoreOriginal();
        Path hurt = damaged.resolve("segments").resolve(name);
        if (bytes < 0) {
          Files.delete(hurt);
        } else {
          Files.write(hurt, java.util.Arrays.copyOf(Files.readAllBytes(hurt), (int) bytes));
        }
        try (Database database = Database.open(damaged, SampleDatabase.OPTIONS)) {
          String uid = name.substring(0, 16);
          assertThat(database.stats().damages())
              .extracting(Damage::file)
              .containsExactly(uid + ".prg");
          assertThat(sample.wrongAnswers(database)).as(name).isEmpty();
          assertThat(sample.lost(database)).isPositive();
          sample.checkLost(database);
          database.maintain();
          assertThat(sample.wrongAnswers(database)).as(name).isEmpty();
        }
      }
    }
  }

  @Test
  void aFlippedByteOfASegmentIsToldOrHarmless() throws IOException {
    List<Path> files = files("segments");
    for (int i = 0; i < MUTATIONS; i++) {
      restoreOriginal();
      Path file = files.get(random.nextInt(files.size()));
      Path hurt = damaged.resolve("segments").resolve(file.getFileName());
      int at = flip(hurt);
      String outcome = openHurt("%s at %d, seed %d".formatted(hurt, at, SEED));
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.println("flipped bytes of segments: " + outcomes);
  }

  @Test
  void aFlippedByteOfTheStoreIsToldOrHarmless() throws IOException {
    List<Path> files = files("store");
    for (int i = 0; i < MUTATIONS; i++) {
      restoreOriginal();
      Path file = files.get(random.nextInt(files.size()));
      Path hurt = damaged.resolve("store").resolve(file.getFileName());
      if (Files.size(hurt) == 0) {
        continue;
      }
      int at = flip(hurt);
      String name = hurt.getFileName() + " at " + at + ", seed " + SEED;
      String outcome = openHurt(name);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.println("flipped bytes of the store: " + outcomes);
  }

  /// @return what came of it
  private String openHurt(String name) {
    try (Database database = Database.open(damaged, SampleDatabase.OPTIONS)) {
      if (!database.stats().damages().isEmpty()) {
        assertThat(sample.wrongAnswers(database)).as(name).isEmpty();
        return "in the list of damages";
      }
      List<String> wrong = sample.wrongAnswers(database);
      assertThat(wrong).as(name).isEmpty();
      return sample.lost(database) > 0 ? "told when it was read" : "harmless";
    } catch (CorruptionException e) {
      return "refused as corrupt";
    } catch (PerigeeException e) {
      return "refused by " + e.getClass().getSimpleName();
    }
  }

  private int flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
    return at;
  }

  private void restoreOriginal() throws IOException {
    Checkpoints.deleteTree(damaged);
    SampleDatabase.copy(original, damaged);
  }

  private List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(original.resolve(folder))) {
      return new ArrayList<>(files.sorted().toList());
    }
  }
}
