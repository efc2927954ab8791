package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.segment.FileLayer;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How far the past can be asked for, when a crash falls between the parts of what forgets it.
final class HorizonTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /// As a crash does it: nothing that would come behind this place happens.
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @TempDir private Path scratch;

  @Test
  void isKnownAsSoonAsAMergeForgets() throws IOException {
    Path crashed = scratch.resolve("crashed");
    Instant written;
    try (Database database =
        Database.open(
            scratch.resolve("db"),
            options(NOON),
            FileLayer.SYSTEM,
            place -> {
              if (place == Place.RECLAIM_BEFORE_WRITE) {
                throw new Crash();
              }
            })) {
      Collection collection =
          database.collection("c", s -> s.vector("v", 2, Metric.L2).history(Duration.ofMinutes(1)));
      written = FieldType.instant(collection.put(document(1)));
      long _ = collection.put(document(2));
      try (Snapshot then = collection.asOf(written)) {
        assertThat(then.get(7L).vector("v")).containsExactly(1, 0);
      }
    }
    Instant later = NOON.plus(Duration.ofHours(1));
    try (Database database =
        Database.open(
            scratch.resolve("db"),
            options(later),
            FileLayer.SYSTEM,
            place -> {
              if (place == Place.RECLAIM_BEFORE_WRITE) {
                throw new Crash();
              }
            })) {
      long _ = database.collection("c").put(document(3));
      assertThatThrownBy(database::maintain).isInstanceOf(Crash.class);
      SampleDatabase.copy(scratch.resolve("db"), crashed);
    }
    try (Database database = Database.open(crashed, options(later))) {
      Collection collection = database.collection("c");
      assertThat(collection.horizon()).isAfter(written);
      assertThatThrownBy(() -> collection.asOf(written).close())
          .isInstanceOf(InvalidRequestException.class);
      assertThat(collection.get(7L).vector("v")).containsExactly(3, 0);
    }
  }

  private static Document document(float x) {
    return Document.of(7).vector("v", new float[] {x, 0});
  }

  private static DatabaseOptions options(Instant now) {
    return DatabaseOptions.defaults()
        .withBackground(false)
        .withClock(Clock.fixed(now, ZoneOffset.UTC));
  }
}
