package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.index.IndexOptions;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A field is indexed in another way while it is searched.
final class ReindexTest {

  private static final int DIMENSION = 64;
  private static final int COUNT = 1_200;
  private static final VectorData DATA =
      VectorData.clustered(COUNT, DIMENSION, ElementType.F32, 15);
  private static final IndexOptions FIELD = IndexOptions.of(DIMENSION, Metric.L2);
  private static final IndexOptions FLAT =
      FIELD.withGraph(GraphKind.VAMANA).withM(24).withCodes(CodeKind.BINARY);
  private static final DatabaseOptions OPTIONS =
      DatabaseOptions.defaults()
          .withFresh(300, 1 << 20)
          .withDurability(Durability.NONE)
          .withBackground(false)
          .withMergeThreads(1);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private static Collection rows(Database database) {
    return database.collection("rows", s -> s.vector("v", FIELD));
  }

  private static void put(Collection rows, int from, int to) {
    var _ =
        rows.putAll(() ->
            IntStream.range(from, to)
                .mapToObj(i -> Document.of(i).vector("v", DATA.row(i)))
                .iterator());
  }

  private static List<IndexOptions> built(Database database) {
    return database.engine().find("rows").vectors().getFirst().parts().stream()
        .filter(SegmentPart.class::isInstance)
        .map(part -> ((SegmentPart) part).built())
        .toList();
  }

  private static void assertBuilt(Database database, IndexOptions as) {
    assertThat(built(database))
        .isNotEmpty()
        .allSatisfy(built -> {
          assertThat(built.graph()).isEqualTo(as.graph());
          assertThat(built.m()).isEqualTo(as.m());
          assertThat(built.m0()).isEqualTo(as.m0());
          assertThat(built.codes()).isEqualTo(as.codes());
        });
  }

  private static void check(Collection rows, int count) {
    for (int i = 0; i < count; i += 61) {
      Query query = Query.near("v", DATA.row(i)).limit(1).recall(0.95);
      assertThat(rows.search(query).getFirst().id().value()).isEqualTo((long) i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, COUNT})
  void segmentsAreBuiltAnewAndStaySo(int count) {
    try (Database database = Database.open(folder, OPTIONS)) {
      Collection rows = rows(database);
      put(rows, 0, count);
      database.maintain();
      assertBuilt(database, FIELD);
      long merges = database.stats().merges();
      database.reindex("rows", "v", FLAT);
      assertThat(rows.schema().vector("v").options().graph()).isEqualTo(GraphKind.VAMANA);
      check(rows, count);
      database.maintain();
      assertBuilt(database, FLAT);
      assertThat(database.stats().merges()).isGreaterThan(merges);
      merges = database.stats().merges();
      database.maintain();
      assertThat(database.stats().merges()).isEqualTo(merges);
      check(rows, count);
      put(rows, count / 2, count);
      database.maintain();
      assertBuilt(database, FLAT);
    }
    try (Database database = Database.open(folder, OPTIONS)) {
      Collection rows = rows(database);
      assertThat(rows.schema().vector("v").options().m()).isEqualTo(24);
      database.reindex("rows", "v", FIELD);
    }
    try (Database database = Database.open(folder, OPTIONS)) {
      assertBuilt(database, FLAT);
      database.maintain();
      assertBuilt(database, FIELD);
      check(rows(database), count);
    }
  }

  @Test
  void codesMayHaveOtherSubspaces() {
    IndexOptions sixteen = FIELD.withCodes(CodeKind.PQ).withSubspaces(16);
    IndexOptions eight = sixteen.withSubspaces(8);
    try (Database database = Database.open(folder, OPTIONS)) {
      Collection rows = database.collection("rows", s -> s.vector("v", sixteen));
      put(rows, 0, COUNT);
      database.maintain();
      database.reindex("rows", "v", eight);
      put(rows, 0, COUNT / 2);
      check(rows, COUNT);
      database.maintain();
      assertThat(built(database)).extracting(IndexOptions::subspaces).containsOnly(8);
      check(rows, COUNT);
    }
  }

  @Test
  void searchesGoOnMeanwhile() {
    try (Database database = Database.open(folder, OPTIONS.withBackground(true))) {
      Collection rows = rows(database);
      put(rows, 0, COUNT);
      database.maintain();
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> searches =
          CompletableFuture.runAsync(() -> {
            while (!done.get()) {
              List<Hit> hits = rows.search(Query.near("v", DATA.row(7)).limit(10).asExact());
              assertThat(hits).hasSize(10);
              check(rows, COUNT);
            }
          });
      try {
        database.reindex("rows", "v", FLAT);
        while (built(database).stream().anyMatch(b -> b.graph() != GraphKind.VAMANA)) {
          assertThat(database.stats().lastFailure()).isNull();
          Thread.onSpinWait();
        }
      } finally {
        done.set(true);
      }
      searches.join();
      assertBuilt(database, FLAT);
    }
  }

  @Test
  void whatIsKeptAndWhatIsRefused() {
    try (Database database = Database.open(folder, OPTIONS)) {
      Collection rows = rows(database);
      IndexOptions otherSeed = FIELD.withSeed(7).withThreads(3).withEfConstruction(60);
      database.reindex("rows", "v", otherSeed);
      assertThat(rows.schema().vector("v").options().seed()).isEqualTo(42);
      assertThat(rows.schema().vector("v").options().efConstruction()).isEqualTo(60);
      Collection longer =
          database.collection("rows", s -> s.vector("v", FIELD).vector("w", 2, Metric.L2));
      assertThat(longer.schema().vector("v").options().efConstruction()).isEqualTo(60);
      assertThatThrownBy(
              () -> database.collection("rows", s -> s.vector("v", DIMENSION, Metric.COSINE)))
          .isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> database.reindex("rows", "v", IndexOptions.of(65, Metric.L2)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("v.dimension: expected as it is, 64, got 65");
      IndexOptions cosine = IndexOptions.of(DIMENSION, Metric.COSINE);
      assertThatThrownBy(() -> database.reindex("rows", "v", cosine))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("v.metric: expected as it is, L2, got COSINE");
      IndexOptions halves = FIELD.withElementType(ElementType.F16);
      assertThatThrownBy(() -> database.reindex("rows", "v", halves))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("v.elementType: expected as it is, F32, got F16");
      assertThatThrownBy(() -> database.reindex("rows", "x", FIELD))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> database.reindex("none", "v", FIELD))
          .isInstanceOf(NotFoundException.class);
    }
  }
}
