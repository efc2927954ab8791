package dev.perigee.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.arrow.ArrowRecordWriter.Form;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrowRecordWriterTest {

  @TempDir Path folder;

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

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsWrittenIsReadBack(Form form) {
    Path path = folder.resolve("records");
    RecordTable table = new RecordTable(true, Map.of("vector", 3), columns());
    try (ArrowRecordWriter writer = ArrowRecordWriter.create(path, table, form)) {
      for (int row = 0; row < 5000; row++) {
        writer.write("r" + row, Map.of("vector", vector(row, 3)), values(row));
      }
      assertThat(path).doesNotExist();
      writer.finish();
    }
    List<SourceRecord> records = Records.read(path);
    assertThat(records).hasSize(5000);
    for (int row = 0; row < 5000; row++) {
      assertThat(records.get(row).id()).isEqualTo("r" + row);
      assertThat(records.get(row).vector()).containsExactly(vector(row, 3));
      assertThat(records.get(row).payload()).isEqualTo(values(row));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void largeFilesHaveSeveralBatchesAndVectorsMayBeMissing(Form form) {
    Path path = folder.resolve("large");
    Map<String, Integer> vectors = new LinkedHashMap<>();
    vectors.put("a", 500);
    vectors.put("b", 2);
    RecordTable table = new RecordTable(false, vectors, Map.of());
    try (ArrowRecordWriter writer = ArrowRecordWriter.create(path, table, form)) {
      for (int row = 0; row < 20_000; row++) {
        Map<String, float[]> present =
            row % 2 == 0
                ? Map.of("a", vector(row, 500))
                : Map.of("a", vector(row, 500), "b", vector(row, 2));
        writer.write((long) row, present, Map.of());
      }
      writer.finish();
    }
    RecordOptions options = RecordOptions.DEFAULT.withVectors("a", "b");
    List<SourceRecord> records = Records.read(path, options, 19_990);
    assertThat(records).hasSize(10);
    assertThat(records.getFirst().position().offsetBytes()).isGreaterThan(32 << 20);
    assertThat(records.get(9).id()).isEqualTo(19_999L);
    assertThat(records.get(9).vectors().get("a")).containsExactly(vector(19_999, 500));
    assertThat(records.get(9).vectors().get("b")).containsExactly(vector(19_999, 2));
    assertThat(records.get(8).vectors()).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aFileMayBeEmptyAndIsGoneIfNotFinished(Form form) {
    Path path = folder.resolve("empty");
    RecordTable table = new RecordTable(false, Map.of("v", 2), Map.of());
    try (ArrowRecordWriter writer = ArrowRecordWriter.create(path, table, form)) {
      writer.finish();
    }
    assertThat(Records.read(path)).isEmpty();
    Path gone = folder.resolve("gone");
    try (ArrowRecordWriter writer = ArrowRecordWriter.create(gone, table, form)) {
      writer.write(1L, Map.of("v", new float[2]), Map.of());
    }
    assertThat(Files.exists(gone)).isFalse();
  }

  @Test
  void whatTheTableDoesNotSayIsRefusedAndNothingWritten() {
    Path path = folder.resolve("checked");
    RecordTable table = new RecordTable(false, Map.of("v", 2), Map.of("t", Kind.TEXT));
    try (ArrowRecordWriter writer = ArrowRecordWriter.create(path, table, Form.FILE)) {
      assertThatThrownBy(() -> writer.write("text", Map.of(), Map.of()))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> writer.write(1L, Map.of("v", new float[3]), Map.of()))
          .isInstanceOf(InvalidRequestException.class);
      assertThatThrownBy(() -> writer.write(1L, Map.of(), Map.of("t", 5L)))
          .isInstanceOf(InvalidRequestException.class);
      writer.write(7L, Map.of("v", new float[] {1, 2}), Map.of("t", "x", "other", "y"));
      writer.finish();
    }
    RecordOptions options = RecordOptions.DEFAULT.withVectors("v");
    assertThat(Records.read(path, options, 0))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.id()).isEqualTo(7L);
          assertThat(record.vector()).containsExactly(1, 2);
          assertThat(record.payload()).isEqualTo(Map.of("t", "x"));
        });
  }

  @Test
  void formatsAreFoundByNameAndExtension() {
    assertThat(RecordWriterFormat.of(null, Path.of("x.arrow")).name()).isEqualTo("ARROW");
    assertThat(RecordWriterFormat.of(null, Path.of("x.FEATHER")).name()).isEqualTo("ARROW");
    assertThat(RecordWriterFormat.of(null, Path.of("x.arrows")).name()).isEqualTo("ARROW_STREAM");
    assertThat(RecordWriterFormat.of("arrow_stream", Path.of("x")).name())
        .isEqualTo("ARROW_STREAM");
  }

  @Test
  void aFileBeginsAndEndsAsTheFormatSays() throws Exception {
    Path path = folder.resolve("marks");
    RecordTable table = new RecordTable(false, Map.of(), Map.of());
    for (Form form : Form.values()) {
      try (ArrowRecordWriter writer = ArrowRecordWriter.create(path, table, form)) {
        writer.write(1L, Map.of(), Map.of());
        writer.finish();
      }
      byte[] bytes = Files.readAllBytes(path);
      if (form == Form.FILE) {
        assertThat(bytes).startsWith('A', 'R', 'R', 'O', 'W', '1', 0, 0, -1, -1, -1, -1);
        assertThat(bytes).endsWith('A', 'R', 'R', 'O', 'W', '1');
      } else {
        assertThat(bytes).startsWith(-1, -1, -1, -1).endsWith(-1, -1, -1, -1, 0, 0, 0, 0);
        assertThat(bytes.length % 8).isZero();
      }
    }
  }
}
