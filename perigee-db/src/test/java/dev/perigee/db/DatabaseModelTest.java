package dev.perigee.db;

import dev.perigee.db.document.Schema;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever is done to a database, it answers as a plain map does: now, in the past, after sealing,
/// merging, reclaiming, and after it was opened again.
///
/// Other operations are drawn with `perigee.model.seed`, more of them with `perigee.model.steps`.
final class DatabaseModelTest {

  private static final long SEED = Long.getLong("perigee.model.seed", 20);
  private static final int STEPS = Integer.getInteger("perigee.model.steps", 150);
  private static final int CHECK_EVERY = 12;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  /// Goes on by a little whenever it is asked.
  private static final class TickingClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public synchronized Instant instant() {
      now = now.plusMillis(150);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @ParameterizedTest
  @CsvSource({"1,50,0,false", "2,120,30,false", "3,200,-1,false", "4,60,-1,true", "5,90,20,true"})
  void answersAsAMapDoes(int run, int rowsMax, int historySeconds, boolean background) {
    long seed = SEED * 100 + run;
    SplittableRandom random = new SplittableRandom(seed);
    Duration history = historySeconds < 0 ? Schema.FOREVER : Duration.ofSeconds(historySeconds);
    DatabaseOptions options =
        DatabaseOptions.defaults()
            .withFresh(rowsMax, 1 << 20)
            .withDurability(Durability.NONE)
            .withBackground(background)
            .withClock(new TickingClock());
    int step = 0;
    Database database = Database.open(folder, options);
    try {
      var _ = database.collection("plain", RandomDocuments.schema(Duration.ZERO));
      var _ = database.collection("kept", RandomDocuments.schema(history));
      DatabaseModel model = new DatabaseModel(database, random);
      for (; step < STEPS; step++) {
        model.step();
        if (random.nextInt(25) == 0) {
          database.maintain();
        }
        if (random.nextInt(60) == 0) {
          model.close();
          database.close();
          database = Database.open(folder, options);
          model.reopened(database);
          model.check();
        }
        if (random.nextInt(CHECK_EVERY) == 0) {
          model.check();
        }
      }
      model.check();
      model.close();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", run " + run + ", step " + step, e);
    } finally {
      database.close();
    }
  }
}
