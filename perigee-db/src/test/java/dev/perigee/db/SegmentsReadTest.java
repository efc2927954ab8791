package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.DatabaseStatistics.SegmentStatistics;
import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorAccess;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Segments that take more than is to be mapped are searched by reads of their vectors, with the
/// same answers.
final class SegmentsReadTest {

  private static final int DIMENSION = 64;
  private static final int COUNT = 1_500;
  private static final VectorData DATA =
      VectorData.clustered(2 * COUNT, DIMENSION, ElementType.F32, 5);
  private static final DatabaseOptions OPTIONS =
      DatabaseOptions.defaults()
          .withBackground(false)
          .withDurability(Durability.NONE)
          .withMergeThreads(1);
  private static final DatabaseOptions NOTHING_MAPPED = OPTIONS.withMappedBytesMax(0);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private static Collection rows(Database database) {
    return database.collection("rows", s -> s.vector("v", DIMENSION, Metric.L2));
  }

  private static void put(Collection collection, int from, int to) {
    var _ =
        collection.putAll(() ->
            IntStream.range(from, to)
                .mapToObj(i -> Document.of(i).vector("v", DATA.row(i)))
                .iterator());
  }

  private static List<VectorAccess> accesses(DatabaseStatistics statistics) {
    return statistics.fields().stream()
        .flatMap(field -> field.segments().stream())
        .map(SegmentStatistics::vectors)
        .toList();
  }

  private static List<Hit> nearest(DocumentReader reader, int i) {
    return reader.search(Query.near("v", DATA.row(i)).limit(10).recall(0.99));
  }

  /// Hits are where they say, and most of them are the nearest.
  private static void check(DocumentReader reader, int count) {
    int found = 0;
    for (int i = 0; i < 20; i++) {
      float[] query = DATA.row(i * 37);
      TreeSet<Double> distances = new TreeSet<>();
      for (int row = 0; row < count; row++) {
        distances.add(BruteForce.distance(Metric.L2, query, DATA.row(row)));
      }
      double tenth = distances.stream().skip(9).findFirst().orElseThrow();
      for (Hit hit : nearest(reader, i * 37)) {
        int row = Math.toIntExact((Long) hit.id().value());
        double is = BruteForce.distance(Metric.L2, query, DATA.row(row));
        assertThat((double) hit.distance())
            .isCloseTo(is, org.assertj.core.api.Assertions.within(1e-3));
        found += is <= tenth + 1e-6 ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(190);
  }

  @Test
  void everySegmentIsReadWhereNothingIsToBeMapped() {
    try (Database database = Database.open(folder, NOTHING_MAPPED.withFresh(400, 1 << 20))) {
      Collection rows = rows(database);
      put(rows, 0, COUNT);
      database.maintain();
      assertThat(accesses(database.stats())).isNotEmpty().containsOnly(VectorAccess.READ);
      check(rows, COUNT);
      put(rows, COUNT, COUNT + 500);
      database.maintain();
      DatabaseStatistics statistics = database.stats();
      assertThat(accesses(statistics)).isNotEmpty().containsOnly(VectorAccess.READ);
      assertThat(statistics.mappedBytes()).isZero();
      assertThat(statistics.walkedBytes()).isBetween(100L * COUNT, 250L * COUNT);
      check(rows, COUNT + 500);
      for (int i = 0; i < COUNT; i += 97) {
        assertThat(rows.get(i).vector("v")).isEqualTo(DATA.row(i));
      }
      assertThat(statistics.lastFailure()).isNull();
    }
    try (ReadOnlyDatabase reader = Database.openReadOnly(folder, NOTHING_MAPPED)) {
      assertThat(accesses(reader.stats())).isNotEmpty().containsOnly(VectorAccess.READ);
      check(reader.collection("rows"), COUNT + 500);
      reader.refresh();
      check(reader.collection("rows"), COUNT + 500);
    }
    try (ReadOnlyDatabase reader = Database.openReadOnly(folder, OPTIONS)) {
      assertThat(accesses(reader.stats())).isNotEmpty().containsOnly(VectorAccess.MAPPED);
      assertThat(reader.stats().walkedBytes()).isZero();
      check(reader.collection("rows"), COUNT + 500);
    }
  }

  @Test
  void segmentsFollowTheBoundWhileTheyAreOpen() {
    long bytesMax = 3L * COUNT / 2 * DIMENSION * Float.BYTES;
    try (Database database = Database.open(folder, OPTIONS.withMappedBytesMax(bytesMax))) {
      Collection rows = rows(database);
      put(rows, 0, COUNT / 2);
      database.maintain();
      assertThat(accesses(database.stats())).containsExactly(VectorAccess.MAPPED);
      boolean _ = rows.delete(3);
      List<Hit> before = nearest(rows, 5);
      try (Snapshot snapshot = rows.snapshot()) {
        Collection other =
            database.collection("other", s -> s.vector("v", DIMENSION, Metric.COSINE));
        put(other, 0, 2 * COUNT);
        database.maintain();
        assertThat(accesses(database.stats())).hasSize(2).containsOnly(VectorAccess.READ);
        assertThat(rows.contains(3)).isFalse();
        assertThat(nearest(rows, 5)).isEqualTo(before);
        assertThat(nearest(snapshot, 5)).isEqualTo(before);
      }
      assertThat(database.drop("other")).isTrue();
      database.maintain();
      assertThat(accesses(database.stats())).containsExactly(VectorAccess.MAPPED);
      assertThat(nearest(rows, 5)).isEqualTo(before);
      assertThat(rows.count()).isEqualTo(COUNT / 2 - 1);
    }
  }

  @Test
  void segmentsWithoutCodesAreMapped() {
    try (Database database = Database.open(folder, NOTHING_MAPPED)) {
      IndexOptions options = IndexOptions.of(DIMENSION, Metric.L2).withCodes(CodeKind.NONE);
      Collection plain = database.collection("plain", s -> s.vector("v", options));
      put(plain, 0, COUNT);
      database.maintain();
      assertThat(accesses(database.stats())).containsExactly(VectorAccess.MAPPED);
      check(plain, COUNT);
    }
  }

  @Test
  void aFieldOutgrowsItsCodes() {
    IndexOptions field = IndexOptions.of(DIMENSION, Metric.L2);
    long bytesMax = field.estimate(COUNT).searchedBytes();
    DatabaseOptions options = OPTIONS.withMappedBytesMax(bytesMax);
    try (Database database = Database.open(folder, options)) {
      Collection rows = rows(database);
      put(rows, 0, COUNT);
      database.maintain();
      assertThat(codes(database)).containsExactly(CodeKind.INT4);
      put(rows, COUNT, COUNT + 100);
      database.maintain();
      assertThat(codes(database)).containsExactlyInAnyOrder(CodeKind.INT4, CodeKind.PQ);
      check(rows, COUNT + 100);
    }
  }

  private static List<CodeKind> codes(Database database) {
    return database.stats().fields().getFirst().segments().stream()
        .map(SegmentStatistics::codes)
        .toList();
  }

  @Test
  void thePastIsReadToo() {
    List<List<Hit>> before = new ArrayList<>();
    try (Database database = Database.open(folder, NOTHING_MAPPED.withFresh(300, 1 << 20))) {
      Collection kept =
          database.collection("kept", s -> s.vector("v", DIMENSION, Metric.L2).historyForever());
      put(kept, 0, COUNT);
      database.maintain();
      try (Snapshot then = kept.snapshot()) {
        for (int i = 0; i < 10; i++) {
          before.add(nearest(then, i));
        }
        for (int i = 0; i < COUNT; i += 2) {
          boolean _ = kept.delete(i);
        }
        database.maintain();
        assertThat(database.stats().fields().getFirst().segments())
            .extracting(SegmentStatistics::kind)
            .contains("HISTORY");
        assertThat(accesses(database.stats())).containsOnly(VectorAccess.READ);
        for (int i = 0; i < 10; i++) {
          assertThat(nearest(then, i)).containsAll(before.get(i).subList(0, 5));
        }
      }
    }
  }

  @Test
  void theBoundIsNotNegative() {
    assertThat(DatabaseOptions.defaults().mappedBytesMax()).isPositive();
    assertThatThrownBy(() -> DatabaseOptions.defaults().withMappedBytesMax(-1))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("mappedBytesMax");
  }
}
