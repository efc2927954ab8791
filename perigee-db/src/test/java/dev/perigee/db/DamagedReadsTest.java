package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.index.VectorAccess;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damage that a read of vectors finds is handled as where they are mapped: what is lost is left
/// out, everything else is found, and the segment is built anew.
///
/// More damages are drawn with `perigee.fuzz.mutations`.
final class DamagedReadsTest {

  private static final long SEED = Long.getLong("perigee.fuzz.seed", 23);
  private static final int MUTATIONS = Integer.getInteger("perigee.fuzz.mutations", 25);
  private static final int DIMENSION = 128;
  private static final int COUNT = 600;
  private static final int K = 10;
  private static final VectorData DATA = VectorData.clustered(COUNT, DIMENSION, ElementType.F32, 8);
  private static final DatabaseOptions OPTIONS =
      DatabaseOptions.defaults()
          .withMappedBytesMax(0)
          .withStoreMemoryBytes(8 << 20)
          .withMergeThreads(1)
          .withBackground(false);

  @TempDir(factory = MemoryFolder.class)
  private Path scratch;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private Path original;
  private Path damaged;

  @BeforeEach
  void make() {
    original = scratch.resolve("original");
    damaged = scratch.resolve("damaged");
    try (Database database = Database.open(original, OPTIONS)) {
      Collection rows = database.collection("rows", s -> s.vector("v", DIMENSION, Metric.L2));
      var _ =
          rows.putAll(() ->
              IntStream.range(0, COUNT)
                  .mapToObj(i -> Document.of(i).vector("v", DATA.row(i)))
                  .iterator());
      database.maintain();
    }
  }

  @Test
  void searchesGoOnBesideADamagedBlock() throws IOException {
    int rebuilt = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Checkpoints.deleteTree(damaged);
      SampleDatabase.copy(original, damaged);
      String name = "byte " + flip(segment()) + ", seed " + SEED;
      try (Database database = Database.open(damaged, OPTIONS)) {
        Collection rows = database.collection("rows");
        if (database.stats().damages().isEmpty()) {
          assertThat(database.stats().fields().getFirst().segments())
              .allMatch(segment -> segment.vectors() == VectorAccess.READ);
          check(name, rows);
          database.maintain();
          rebuilt += database.stats().damages().isEmpty() ? 0 : 1;
        }
        check(name + ", after that", rows);
      }
    }
    assertThat(rebuilt).isPositive();
  }

  private static void check(String name, Collection rows) {
    for (int i = 0; i < COUNT; i += 17) {
      List<Hit> hits = rows.search(Query.near("v", DATA.row(i)).limit(K).recall(0.95));
      assertThat(hits).as(name).hasSizeGreaterThanOrEqualTo(rows.get(i).lost().isEmpty() ? K : 0);
      for (Hit hit : hits) {
        float[] vector = DATA.row(Math.toIntExact((Long) hit.id().value()));
        assertThat((double) hit.distance())
            .as("%s, %s", name, hit)
            .isEqualTo(BruteForce.distance(Metric.L2, DATA.row(i), vector), within(1e-3));
      }
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.list(damaged.resolve("segments"))) {
      return files.filter(file -> file.toString().endsWith(".prg")).findFirst().orElseThrow();
    }
  }

  private int flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
    return at;
  }
}
