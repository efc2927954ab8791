package dev.perigee.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordProblem;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import dev.perigee.testkit.SharedDatasets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that pyarrow wrote, in all forms of vectors and by all codecs.
class ParquetFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fixed_len_bytes_f32",
        "fixed_size_list_f32",
        "list_f32_rowgroups",
        "list_f32_snappy",
        "list_f32_uncompressed",
        "list_f32_zstd_v2pages",
        "list_f64_gzip",
        "hf_dbpedia_like"
      })
  void vectorsAreThoseOfTheDataset(String name) {
    List<float[]> base = SharedDatasets.base();
    List<SourceRecord> records = Records.read(SharedDatasets.file(name + ".parquet"));
    assertThat(records).hasSize(1000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).vector()).containsExactly(base.get(i));
    }
    assertThat(records.get(999).id()).hasToString("10000006993");
    assertThat(records.get(999).payload())
        .isEqualTo(
            name.equals("hf_dbpedia_like")
                ? Map.of("title", "t999", "text", "text 999")
                : Map.of(
                    "metadata", "{\"row\": 999, \"parity\": \"odd\", \"title\": \"doc 999\"}"));
  }

  @Test
  void halvesAreWidened() {
    List<float[]> base = SharedDatasets.base();
    List<SourceRecord> records = Records.read(SharedDatasets.file("fixed_size_list_f16.parquet"));
    for (int i = 0; i < records.size(); i++) {
      for (int k = 0; k < 32; k++) {
        assertThat(records.get(i).vector()[k])
            .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(base.get(i)[k])));
      }
    }
    assertThat(records).hasSize(1000);
  }

  @Test
  void fixedSizesAreThoseOfArrow() throws IOException {
    for (String name : List.of("fixed_size_list_f32", "fixed_size_list_f16")) {
      try (ParquetFile file = ParquetFile.open(SharedDatasets.file(name + ".parquet"))) {
        assertThat(ArrowSizes.of(ParquetFooter.read(file).properties()))
            .isEqualTo(Map.of("vector", 32));
      }
    }
    try (ParquetFile file = ParquetFile.open(SharedDatasets.file("list_f32_snappy.parquet"))) {
      assertThat(ArrowSizes.of(ParquetFooter.read(file).properties())).isEmpty();
    }
  }

  @Test
  void rowsOfNullsAreBadRows() {
    Path path = Records.copy(ParquetFilesTest.class, "list_f32_with_nulls.parquet", folder);
    List<RecordProblem> problems = new ArrayList<>();
    List<SourceRecord> records =
        Records.read(path, RecordOptions.DEFAULT.withBadRows(problems::add), 0);
    assertThat(records).hasSize(90);
    assertThat(problems)
        .extracting(problem -> problem.position().row())
        .containsExactly(3L, 13L, 23L, 33L, 43L, 53L, 63L, 73L, 83L, 93L);
    assertThatThrownBy(() -> Records.read(path))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("row 3: vector: expected a vector, got none");
  }

  @Test
  void readingGoesOnFromAnyRow() {
    Path path = SharedDatasets.file("list_f32_rowgroups.parquet");
    List<SourceRecord> all = Records.read(path);
    for (long start : new long[] {1, 99, 100, 500, 999, 1000, 2000}) {
      List<SourceRecord> rest = Records.read(path, RecordOptions.DEFAULT, start);
      assertThat(rest).hasSize((int) Math.max(0, 1000 - start));
      if (!rest.isEmpty()) {
        assertThat(rest.getFirst().vector()).containsExactly(all.get((int) start).vector());
        assertThat(rest.getFirst().position()).isEqualTo(all.get((int) start).position());
        assertThat(rest.getLast().position()).isEqualTo(all.getLast().position());
      }
    }
  }

  @Test
  void pagesPackedByBrotliAreRead() {
    List<SourceRecord> records =
        Records.read(Records.copy(ParquetFilesTest.class, "brotli.parquet", folder));
    assertThat(records).hasSize(50);
    for (int i = 0; i < 50; i++) {
      assertThat(records.get(i).id()).isEqualTo((long) i);
      assertThat(records.get(i).vector()).containsExactly(i, i + 0.5f, i + 1, i + 1.5f);
      assertThat(records.get(i).payload()).isEqualTo(Map.of("text", "row " + i));
    }
  }

  /// Arrow writes a row group for a table without rows, whose columns begin at byte 0.
  @Test
  void aTableWithoutRowsHasNoRecords() {
    assertThat(Records.read(Records.copy(ParquetFilesTest.class, "no_rows.parquet", folder)))
        .isEmpty();
  }

  /// Codec 3, LZO, in the place of 4 in each column of the footer: it is not damage.
  @Test
  void codecsThatAreNotReadAreNamed() throws IOException {
    Path path = Records.copy(ParquetFilesTest.class, "brotli.parquet", folder);
    byte[] bytes = Files.readAllBytes(path);
    int footer =
        bytes.length
            - 8
            - ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    FileMetaData data =
        Util.readFileMetaData(new ByteArrayInputStream(bytes, footer, bytes.length));
    data.getRow_groups()
        .forEach(group ->
            group.getColumns().forEach(each -> each.getMeta_data().setCodec(CompressionCodec.LZO)));
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, footer);
    Util.writeFileMetaData(data, changed);
    int length = changed.size() - footer;
    changed.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
    changed.write(ParquetFile.MAGIC);
    Files.write(path, changed.toByteArray());
    assertThatThrownBy(() -> Records.read(path))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("or not at all, got LZO");
  }
}
