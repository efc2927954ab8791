package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Query;
import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the everyday calls do, and what they refuse.
final class DatabaseTest {

  @TempDir private Path folder;

  @Test
  void findsWhatWasPut() {
    try (Database db = Database.open(folder)) {
      Collection rows = SampleRows.collection(db);
      rows.putAll(SampleRows.documents(0, 500));
      assertThat(rows.count()).isEqualTo(500);
      assertThat(rows.get(7).vector("v")).isEqualTo(SampleRows.vector(7));
      assertThat(rows.get(7).integer("year")).isEqualTo(2007);
      Query query = Query.near("v", SampleRows.vector(7)).limit(5);
      assertThat(rows.search(query).getFirst().id().value()).isEqualTo(7L);
      assertThat(rows.search(query.where(Filter.eq("year", 2008)).withFields()))
          .hasSize(5)
          .allSatisfy(hit -> assertThat(hit.document().integer("year")).isEqualTo(2008));
      assertThat(rows.delete(7)).isTrue();
      assertThat(rows.delete(7)).isFalse();
      assertThat(rows.get(7)).isNull();
      assertThat(SampleRows.ids(rows.search(query))).doesNotContain(7L);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Database db = Database.open(folder)) {
      Collection rows = SampleRows.collection(db);
      assertThatThrownBy(() -> rows.put(Document.of(1).vector("v", new float[3])))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("v: expected 24 floats, got 3");
      assertThatThrownBy(() -> rows.put(Document.of(1).set("yeer", 1)))
          .hasMessageContaining("field: expected one of [year, tags], got yeer");
      assertThatThrownBy(() -> rows.put(Document.of(1).set("year", "x")))
          .hasMessageContaining("year: expected a value of type INTEGER, got String x");
      assertThatThrownBy(() -> rows.search(Query.near("w", new float[24])))
          .hasMessageContaining("vector field: expected one of [v], got w");
      assertThatThrownBy(() -> rows.search(Query.near("v", new float[2])))
          .hasMessageContaining("query: expected 24 floats, got 2");
      assertThatThrownBy(() -> rows.search(Query.near("v", new float[24]).where(Filter.eq("a", 1))))
          .hasMessageContaining("field: expected one of [year, tags], got a");
      assertThatThrownBy(() -> Filter.eq("year", null))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("year: expected values to compare with, got [null]");
      assertThatThrownBy(() -> rows.put(Document.of("").vector("v", new float[24])))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> db.collection("none")).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> db.collection("rows", s -> s.vector("v", 25, Metric.L2)))
          .isInstanceOf(ConflictException.class);
      assertThat(rows.count()).isZero();
    }
  }

  @Test
  void secondWriterIsToldWhoHoldsTheFolder() {
    try (Database db = Database.open(folder)) {
      assertThat(db.collections()).isEmpty();
      assertThatThrownBy(() -> Database.open(folder))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    Database db = Database.open(folder);
    Collection rows = SampleRows.collection(db);
    db.close();
    assertThatThrownBy(() -> rows.put(SampleRows.document(1))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> rows.get(1)).isInstanceOf(ClosedException.class);
  }

  @Test
  void conditionsHoldOrNothingChanges() {
    try (Database db = Database.open(folder)) {
      Collection rows = SampleRows.collection(db);
      long first = rows.putIfAbsent(SampleRows.document(1));
      assertThatThrownBy(() -> rows.putIfAbsent(SampleRows.document(1)))
          .isInstanceOf(ConflictException.class);
      long second = rows.putIfVersion(SampleRows.document(1).set("year", 1), first);
      assertThat(second).isGreaterThan(first);
      assertThatThrownBy(() -> rows.putIfVersion(SampleRows.document(1), first))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("version " + second);
      assertThatThrownBy(() -> rows.update(Document.of(2).set("year", 1)))
          .isInstanceOf(NotFoundException.class);
      rows.update(Document.of(1).set("tags", List.of("a")));
      assertThat(rows.get(1).integer("year")).isEqualTo(1);
      assertThat(rows.get(1).vector("v")).isEqualTo(SampleRows.vector(1));
      rows.update(Document.of(1).set("v", null));
      assertThat(rows.get(1).values()).doesNotContainKey("v");
      assertThat(rows.search(Query.near("v", SampleRows.vector(1)))).isEmpty();
    }
  }

  @Test
  void transactionsAreAllOrNothing() {
    try (Database db = Database.open(folder)) {
      Collection rows = SampleRows.collection(db);
      Collection other = db.collection("other", s -> s.field("n", FieldType.INTEGER));
      db.transaction(tx -> {
        tx.put("rows", SampleRows.document(1));
        tx.put("other", Document.of("x").set("n", 1));
      });
      assertThat(rows.get(1).version()).isEqualTo(other.get("x").version());
      assertThatThrownBy(() ->
              db.transaction(tx -> {
                tx.put("other", Document.of("x").set("n", 2));
                tx.delete("rows", 1);
                other.put(Document.of("x").set("n", 3));
              }))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("run the transaction again");
      assertThat(rows.contains(1)).isTrue();
      assertThat(other.get("x").integer("n")).isEqualTo(3);
    }
  }

  @Test
  void schemaGrows() {
    try (Database db = Database.open(folder)) {
      SampleRows.collection(db).put(SampleRows.document(1));
    }
    try (Database db = Database.open(folder)) {
      Collection rows =
          db.collection(
              "rows",
              schema ->
                  schema
                      .vector("v", SampleRows.DIMENSION, Metric.L2)
                      .vector("w", 2, Metric.L2)
                      .field("year", FieldType.INTEGER)
                      .field("tags", FieldType.KEYWORD_LIST)
                      .field("more", FieldType.TEXT));
      rows.update(Document.of(1).vector("w", new float[] {1, 2}).set("more", "m"));
      assertThat(rows.get(1).vector("w")).isEqualTo(new float[] {1, 2});
      assertThat(rows.get(1).vector("v")).isEqualTo(SampleRows.vector(1));
    }
    try (Database db = Database.open(folder)) {
      assertThat(db.collection("rows").get(1).text("more")).isEqualTo("m");
      assertThat(db.drop("rows")).isTrue();
      assertThat(db.collections()).isEmpty();
    }
  }

  @Test
  void validityIsAsked() {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    try (Database db = Database.open(folder)) {
      Collection rows = SampleRows.collection(db);
      rows.put(SampleRows.document(1).validFrom(noon));
      rows.put(SampleRows.document(21));
      Query query = Query.near("v", SampleRows.vector(1)).limit(2);
      assertThat(SampleRows.ids(rows.search(query.validAt(noon)))).containsExactly(1L, 21L);
      assertThat(SampleRows.ids(rows.search(query.validAt(noon.minusSeconds(1)))))
          .containsExactly(21L);
      rows.closeValidity(1, noon.plus(Duration.ofHours(1)), "replaced");
      assertThat(SampleRows.ids(rows.search(query.validAt(noon.plus(Duration.ofHours(2))))))
          .containsExactly(21L);
      assertThat(rows.get(1).validity().reason()).isEqualTo("replaced");
    }
  }
}
