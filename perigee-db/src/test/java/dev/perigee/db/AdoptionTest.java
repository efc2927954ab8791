package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.CancelledException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexContents;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An index that was built elsewhere becomes a collection, with its graph.
final class AdoptionTest {

  private static final int DIMENSION = 64;
  private static final int COUNT = 1_200;
  private static final VectorData DATA =
      VectorData.clustered(COUNT, DIMENSION, ElementType.F32, 15);
  private static final IndexOptions FIELD = IndexOptions.of(DIMENSION, Metric.L2).withThreads(1);
  private static final Schema SCHEMA =
      Schema.builder().vector("v", FIELD).field("year", FieldType.INTEGER).build();
  private static final DatabaseOptions OPTIONS =
      DatabaseOptions.defaults().withBackground(false).withMergeThreads(1);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private static VectorIndex index() {
    try (IndexBuilder builder = VectorIndex.builder(FIELD)) {
      builder.addAll(DATA);
      return builder.toIndex();
    }
  }

  private static IndexedDocuments documents(VectorIndex index, LongFunction<DocumentId> ids) {
    return new IndexedDocuments(
        IndexContents.vectors(index), IndexContents.links(index), _ -> false, 0, ids);
  }

  private static DocumentId named(long row) {
    return DocumentId.of("row-" + row);
  }

  private static List<DocumentId> nearest(Collection rows, float[] query) {
    return rows.search(Query.near("v", query).limit(10).ef(60)).stream().map(Hit::id).toList();
  }

  @Test
  void whatIsFoundIsWhatTheIndexFinds() {
    try (VectorIndex index = index()) {
      try (Database database = Database.open(folder, OPTIONS)) {
        Collection rows =
            database.adopt(
                "rows", SCHEMA, "v", documents(index, AdoptionTest::named), BuildProgress.silent());
        assertFound(rows, index);
      }
      try (Database database = Database.open(folder, OPTIONS)) {
        assertFound(database.collection("rows"), index);
        database.maintain();
        assertFound(database.collection("rows"), index);
      }
    }
  }

  private static void assertFound(Collection rows, VectorIndex index) {
    assertThat(rows.count()).isEqualTo(COUNT);
    for (int i = 0; i < 50; i++) {
      List<DocumentId> expected =
          index.search(DATA.row(i * 7), SearchOptions.nearest(10).ef(60)).hits().stream()
              .map(hit -> named(hit.id()))
              .toList();
      assertThat(nearest(rows, DATA.row(i * 7))).isEqualTo(expected);
      assertThat(rows.get(named(i)).vector("v")).isEqualTo(DATA.row(i));
    }
  }

  @Test
  void documentsLiveOnAsAnyOthers() {
    try (VectorIndex index = index();
        Database database = Database.open(folder, OPTIONS)) {
      Collection rows =
          database.adopt(
              "rows", SCHEMA, "v", documents(index, DocumentId::of), BuildProgress.silent());
      BruteForce oracle = new BruteForce(Metric.L2);
      long _ = rows.update(Document.of(3).set("year", 2020));
      boolean _ = rows.delete(DocumentId.of(4));
      long _ = rows.put(Document.of(5).vector("v", DATA.row(6)));
      long _ = rows.put(Document.of(COUNT).vector("v", DATA.row(4)));
      database.maintain();
      for (int id = 0; id <= COUNT; id++) {
        if (id != 4) {
          oracle.add(id, DATA.row(id == 5 ? 6 : id == COUNT ? 4 : id));
        }
      }
      assertThat(rows.count()).isEqualTo(COUNT);
      assertThat(rows.get(DocumentId.of(3)).integer("year")).isEqualTo(2020);
      double recall = 0;
      for (int i = 0; i < 50; i++) {
        List<DocumentId> truth =
            oracle.nearest(DATA.row(i), 10).stream().map(n -> DocumentId.of(n.id())).toList();
        List<DocumentId> found = nearest(rows, DATA.row(i));
        recall += found.stream().filter(truth::contains).count() / 10.0;
      }
      assertThat(recall / 50).isGreaterThan(0.97);
    }
  }

  @Test
  void removedRowsStayBehind() {
    try (VectorIndex index = index();
        Database database = Database.open(folder, OPTIONS)) {
      IndexedDocuments some =
          new IndexedDocuments(
              IndexContents.vectors(index),
              IndexContents.links(index),
              row -> row % 3 == 0,
              COUNT / 3,
              AdoptionTest::named);
      Collection rows = database.adopt("rows", SCHEMA, "v", some, BuildProgress.silent());
      assertThat(rows.count()).isEqualTo(COUNT - COUNT / 3);
      assertThat(rows.get(named(3))).isNull();
      assertThat(rows.search(Query.near("v", DATA.row(3)).limit(1)).getFirst().id())
          .isNotEqualTo(named(3));
      assertThat(nearest(rows, DATA.row(4)).getFirst()).isEqualTo(named(4));
    }
  }

  @Test
  void severalRowsMayBeOneDocument() {
    LongFunction<DocumentId> pairs = row -> named(row % (COUNT / 2));
    Schema many = Schema.builder().vectors("v", FIELD).field("year", FieldType.INTEGER).build();
    try (VectorIndex index = index();
        Database database = Database.open(folder, OPTIONS)) {
      assertThatThrownBy(() ->
              database.adopt("rows", SCHEMA, "v", documents(index, pairs), BuildProgress.silent()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("id row-0: expected it once, got it in rows 0 and 600");
      assertThat(database.collections()).isEmpty();
      Collection rows =
          database.adopt("rows", many, "v", documents(index, pairs), BuildProgress.silent());
      assertThat(rows.count()).isEqualTo(COUNT / 2);
      assertThat(nearest(rows, DATA.row(7)).getFirst()).isEqualTo(named(7));
      assertThat(nearest(rows, DATA.row(COUNT / 2 + 8)).getFirst()).isEqualTo(named(8));
      assertThat(nearest(rows, DATA.row(7))).doesNotHaveDuplicates();
      assertThat((List<?>) rows.get(named(9)).get("v")).hasSize(2);
      boolean _ = rows.delete(named(7));
      assertThat(nearest(rows, DATA.row(7))).doesNotContain(named(7));
    }
  }

  @Test
  void withoutAGraphOneIsBuilt() {
    try (Database database = Database.open(folder, OPTIONS)) {
      IndexedDocuments rows = new IndexedDocuments(DATA, null, _ -> false, 0, DocumentId::of);
      Collection made = database.adopt("rows", SCHEMA, "v", rows, BuildProgress.silent());
      assertThat(nearest(made, DATA.row(9)).getFirst()).isEqualTo(DocumentId.of(9));
    }
  }

  @Test
  void whatIsRefusedOrCancelledLeavesNothing() {
    try (VectorIndex index = index()) {
      try (Database database = Database.open(folder, OPTIONS)) {
        IndexedDocuments all = documents(index, DocumentId::of);
        assertThatThrownBy(() -> database.adopt("rows", SCHEMA, "v", all, (_, _) -> false))
            .isInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> database.adopt("rows", SCHEMA, "w", all, BuildProgress.silent()))
            .isInstanceOfAny(NotFoundException.class, InvalidRequestException.class);
        Schema narrow = Schema.builder().vector("v", FIELD.withM(4)).build();
        assertThatThrownBy(() -> database.adopt("rows", narrow, "v", all, BuildProgress.silent()))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining("m0: expected at least");
        Collection there = database.collection("there", SCHEMA);
        assertThatThrownBy(() -> database.adopt("there", SCHEMA, "v", all, (_, _) -> true))
            .isInstanceOf(ConflictException.class);
        assertThat(there.count()).isZero();
        assertThat(database.collections()).containsExactly("there");
        assertThat(folder.resolve("segments")).isEmptyDirectory();
      }
      try (Database database = Database.open(folder, OPTIONS)) {
        assertThat(database.collections()).containsExactly("there");
        Collection rows =
            database.adopt("rows", SCHEMA, "v", documents(index, DocumentId::of), (_, _) -> true);
        assertThat(rows.count()).isEqualTo(COUNT);
      }
    }
  }
}
