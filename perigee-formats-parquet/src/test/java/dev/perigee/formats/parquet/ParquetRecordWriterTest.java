package dev.perigee.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRecordWriterTest {

  @TempDir Path folder;

  private static Map<String, Kind> columns() {
    Map<String, Kind> columns = new LinkedHashMap<>();
    columns.put("title", Kind.TEXT);
    columns.put("year", Kind.WHOLE);
    columns.put("price", Kind.NUMBER);
    columns.put("sold", Kind.TRUTH);
    columns.put("words", Kind.TEXTS);
    return columns;
  }

  private static Map<String, Object> values(int row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("title", row % 7 == 0 ? null : "title " + row);
    values.put("year", row % 5 == 0 ? null : (long) row);
    values.put("price", row / 4.0);
    values.put("sold", row % 2 == 0);
    values.put("words", row % 3 == 0 ? List.of() : List.of("a", "b" + row));
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
  @EnumSource(
      value = PageCodec.class,
      names = {"LZ4_RAW", "BROTLI"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrittenIsReadBack(PageCodec codec) {
    Path path = folder.resolve("records.parquet");
    RecordTable table = new RecordTable(true, Map.of("vector", 3), columns());
    try (ParquetRecordWriter writer = ParquetRecordWriter.create(path, table, codec)) {
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

  @Test
  void largeFilesHaveSeveralRowGroups() {
    Path path = folder.resolve("large.parquet");
    Map<String, Integer> vectors = new LinkedHashMap<>();
    vectors.put("a", 500);
    vectors.put("b", 2);
    RecordTable table = new RecordTable(false, vectors, Map.of());
    try (ParquetRecordWriter writer =
        ParquetRecordWriter.create(path, table, PageCodec.UNCOMPRESSED)) {
      for (int row = 0; row < 40_000; row++) {
        writer.write((long) row, Map.of("a", vector(row, 500), "b", vector(row, 2)), Map.of());
      }
      writer.finish();
    }
    RecordOptions options = RecordOptions.DEFAULT.withVectors("a", "b");
    List<SourceRecord> records = Records.read(path, options, 39_990);
    assertThat(records).hasSize(10);
    assertThat(records.getFirst().position().offsetBytes()).isGreaterThan(32 << 20);
    assertThat(records.get(9).id()).isEqualTo(39_999L);
    assertThat(records.get(9).vectors().get("a")).containsExactly(vector(39_999, 500));
    assertThat(records.get(9).vectors().get("b")).containsExactly(vector(39_999, 2));
  }

  @Test
  void aFileMayBeEmptyAndIsGoneIfNotFinished() {
    Path path = folder.resolve("empty.parquet");
    RecordTable table = new RecordTable(false, Map.of("v", 2), Map.of());
    try (ParquetRecordWriter writer = ParquetRecordWriter.create(path, table, PageCodec.GZIP)) {
      writer.finish();
    }
    assertThat(Records.read(path)).isEmpty();
    Path gone = folder.resolve("gone.parquet");
    try (ParquetRecordWriter writer = ParquetRecordWriter.create(gone, table, PageCodec.GZIP)) {
      writer.write(1L, Map.of("v", new float[2]), Map.of());
    }
    assertThat(Files.exists(gone)).isFalse();
  }

  @Test
  void recordsThatDoNotFitAreRefusedWhole() {
    Path path = folder.resolve("x.parquet");
    RecordTable table = new RecordTable(false, Map.of("vector", 2), Map.of("n", Kind.WHOLE));
    try (ParquetRecordWriter writer = ParquetRecordWriter.create(path, table, PageCodec.ZSTD)) {
      writer.write(1L, Map.of("vector", new float[2]), Map.of("n", 1L));
      for (Runnable bad :
          List.<Runnable>of(
              () -> writer.write("a", Map.of(), Map.of()),
              () -> writer.write(2L, Map.of("vector", new float[3]), Map.of()),
              () -> writer.write(2L, Map.of(), Map.of("n", "1")))) {
        assertThatThrownBy(bad::run).isInstanceOf(InvalidRequestException.class);
      }
      writer.finish();
    }
    assertThat(Records.read(path)).hasSize(1);
    assertThatThrownBy(() -> new RecordTable(true, Map.of("id", 1), Map.of()))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(Arrays.asList(PageCodec.values())).hasSize(6);
  }
}
