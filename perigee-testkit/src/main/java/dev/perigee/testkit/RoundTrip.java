package dev.perigee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.SourceRecord;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a writer of typed columns promises: what it writes is read back, and what it refuses is not
/// in the file.
///
/// @param folder where files are written
public record RoundTrip(Path folder, Opener opener) {

  private static final int ROWS = 5000;

  /// Creates the writer under test.
  @FunctionalInterface
  public interface Opener {
    RecordWriter create(Path path, RecordTable table);
  }

  /// A small file for mutations, the same each time: 50 records with text identifiers, a vector and
  /// two columns.
  public Path sample(String name) {
    Path path = folder.resolve(name);
    Map<String, Kind> columns = new LinkedHashMap<>();
    columns.put("t", Kind.TEXT);
    columns.put("w", Kind.TEXTS);
    RecordTable table = new RecordTable(true, Map.of("vector", 4), columns);
    try (RecordWriter writer = opener.create(path, table)) {
      for (int row = 0; row < 50; row++) {
        writer.write(
            "r" + row,
            Map.of("vector", new float[] {row, 1, 2, 3}),
            Map.of("t", "text", "w", List.of("a", "b")));
      }
      writer.finish();
    }
    return path;
  }

  /// Values of every kind come back, nulls and empty lists too; no file is there before its end.
  public void requireEveryKindBack() {
    Path path = folder.resolve("records");
    RecordTable table = new RecordTable(true, Map.of("vector", 3), columns());
    try (RecordWriter writer = opener.create(path, table)) {
      for (int row = 0; row < ROWS; row++) {
        writer.write("r" + row, Map.of("vector", vector(row, 3)), values(row));
      }
      assertThat(path).doesNotExist();
      writer.finish();
    }
    List<SourceRecord> records = Records.read(path);
    assertThat(records).hasSize(ROWS);
    for (int row = 0; row < ROWS; row++) {
      assertThat(records.get(row).id()).isEqualTo("r" + row);
      assertThat(records.get(row).vector()).containsExactly(vector(row, 3));
      assertThat(records.get(row).payload()).isEqualTo(values(row));
    }
  }

  /// The last rows of a large file come back from far behind its start; of two vectors, every other
  /// record has only one.
  ///
  /// @param rows an even number, 20 000 or more
  public void requireLastRowsBack(int rows) {
    Path path = folder.resolve("large");
    Map<String, Integer> vectors = new LinkedHashMap<>();
    vectors.put("a", 500);
    vectors.put("b", 2);
    try (RecordWriter writer = opener.create(path, new RecordTable(false, vectors, Map.of()))) {
      for (int row = 0; row < rows; row++) {
        Map<String, float[]> present =
            row % 2 == 0
                ? Map.of("a", vector(row, 500))
                : Map.of("a", vector(row, 500), "b", vector(row, 2));
        writer.write((long) row, present, Map.of());
      }
      writer.finish();
    }
    RecordOptions options = RecordOptions.DEFAULT.withVectors("a", "b");
    List<SourceRecord> records = Records.read(path, options, rows - 10);
    assertThat(records).hasSize(10);
    assertThat(records.getFirst().position().offsetBytes()).isGreaterThan(32 << 20);
    assertThat(records.get(9).id()).isEqualTo(rows - 1L);
    assertThat(records.get(9).vectors().get("a")).containsExactly(vector(rows - 1, 500));
    assertThat(records.get(9).vectors().get("b")).containsExactly(vector(rows - 1, 2));
    assertThat(records.get(8).vectors()).containsOnlyKeys("a");
  }

  /// A file may have no records; one that is not finished is gone.
  public void requireEmptyOrGone() {
    Path path = folder.resolve("empty");
    RecordTable table = new RecordTable(false, Map.of("v", 2), Map.of());
    try (RecordWriter writer = opener.create(path, table)) {
      writer.finish();
    }
    assertThat(Records.read(path)).isEmpty();
    Path gone = folder.resolve("gone");
    try (RecordWriter writer = opener.create(gone, table)) {
      writer.write(1L, Map.of("v", new float[2]), Map.of());
    }
    assertThat(gone).doesNotExist();
  }

  /// Records that are not as the table says are refused whole, before the first that is and behind
  /// it; values that the table does not name are left out.
  public void requireMisfitsRefused() {
    Path path = folder.resolve("checked");
    Map<String, Kind> columns = Map.of("t", Kind.TEXT, "n", Kind.WHOLE);
    RecordTable table = new RecordTable(false, Map.of("v", 2), columns);
    try (RecordWriter writer = opener.create(path, table)) {
      requireMisfitsRefused(writer);
      writer.write(7L, Map.of("v", new float[] {1, 2}), Map.of("t", "x", "n", 3L, "other", "y"));
      requireMisfitsRefused(writer);
      writer.finish();
    }
    assertThat(Records.read(path, RecordOptions.DEFAULT.withVectors("v"), 0))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.id()).isEqualTo(7L);
          assertThat(record.vector()).containsExactly(1, 2);
          assertThat(record.payload()).isEqualTo(Map.of("t", "x", "n", 3L));
        });
  }

  private static void requireMisfitsRefused(RecordWriter writer) {
    for (Runnable misfit :
        List.<Runnable>of(
            () -> writer.write("text", Map.of(), Map.of()),
            () -> writer.write(1L, Map.of("v", new float[3]), Map.of()),
            () -> writer.write(1L, Map.of(), Map.of("t", 5L)),
            () -> writer.write(1L, Map.of(), Map.of("n", "1")))) {
      assertThatThrownBy(misfit::run).isInstanceOf(InvalidRequestException.class);
    }
  }

  private static Map<String, Kind> columns() {
    Map<String, Kind> columns = new LinkedHashMap<>();
    columns.put("title", Kind.TEXT);
    columns.put("extra", Kind.JSON);
    columns.put("year", Kind.WHOLE);
    columns.put("price", Kind.NUMBER);
    columns.put("sold", Kind.TRUTH);
    columns.put("words", Kind.TEXTS);
    return columns;
  }

  private static Map<String, Object> values(int row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("title", row % 7 == 0 ? null : "title €" + row);
    values.put("extra", row % 11 == 0 ? null : "{\"row\": " + row + "}");
    values.put("year", row % 5 == 0 ? null : (long) row << 40);
    values.put("price", row % 4 == 1 ? null : row / 4.0);
    values.put("sold", row % 9 == 0 ? null : row % 2 == 0);
    values.put("words", row % 3 == 0 ? List.of() : row % 13 == 0 ? null : List.of("a", "b" + row));
    return values;
  }

  private static float[] vector(int row, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) Math.sin(row * 31.0 + i);
    }
    return vector;
  }
}
