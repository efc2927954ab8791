package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.json.WrittenFiles.Written;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every format of text has in common: what is written is read back.
class RecordWritersTest {

  @TempDir Path folder;

  /// Formats whose files hold nested values.
  private static final List<String> NESTED =
      List.of("JSON_LINES", "JSON", "QDRANT", "WEAVIATE", "MILVUS");

  private static Object id(String format, int row) {
    return switch (format) {
      case "QDRANT" -> row == 0 ? "18446744073709551615" : uuid(row);
      case "WEAVIATE" -> uuid(row);
      default -> "id " + row + " \"ü\"";
    };
  }

  private static String uuid(int row) {
    return "00000000-0000-4000-8000-%012d".formatted(row);
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("title, \"of\" it", Kind.TEXT);
    kinds.put("year", Kind.WHOLE);
    kinds.put("price", Kind.NUMBER);
    kinds.put("sold", Kind.TRUTH);
    kinds.put("words", Kind.TEXTS);
    return kinds;
  }

  private static Map<String, Object> values(int row) {
    String text = WrittenFiles.TEXTS.get(row % WrittenFiles.TEXTS.size());
    return WrittenFiles.values(
        "title, \"of\" it", row == 3 ? null : text,
        "year", row == 4 ? null : Long.MAX_VALUE - row,
        "price", row == 5 ? null : Double.valueOf(row % 2 == 0 ? row : 1e300 / (row + 1)),
        "sold", row == 6 ? null : Boolean.valueOf(row % 2 == 0),
        "words", row == 7 ? null : row % 2 == 0 ? List.of() : List.of("a", text));
  }

  private static Map<String, Object> present(Map<String, Object> values) {
    Map<String, Object> present = new LinkedHashMap<>(values);
    present.values().removeIf(value -> value == null);
    return present;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JSON_LINES",
        "JSON",
        "QDRANT",
        "PINECONE",
        "CHROMA",
        "WEAVIATE",
        "MILVUS",
        "CSV",
        "TSV"
      })
  void recordsAreReadBack(String format) {
    SplittableRandom random = new SplittableRandom(7);
    List<Written> records = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      float[] vector = {Float.intBitsToFloat(random.nextInt() & 0x7eff_ffff), -0f};
      records.add(new Written(id(format, row), Map.of("vector", vector), values(row)));
    }
    Path target = folder.resolve("records");
    assertThat(WrittenFiles.write(format, target, WrittenFiles.table(true, kinds()), records))
        .isEmpty();
    assertThat(WrittenFiles.files(folder)).containsExactly("records");
    List<SourceRecord> read = Records.read(target);
    assertThat(read).hasSize(40);
    for (int row = 0; row < 40; row++) {
      assertThat(read.get(row).id()).isEqualTo(records.get(row).id());
      assertThat(read.get(row).vector()).containsExactly(records.get(row).vectors().get("vector"));
      assertThat(present(read.get(row).payload())).isEqualTo(expected(format, values(row)));
    }
  }

  /// A table of text has lists as the text of their JSON.
  private static Map<String, Object> expected(String format, Map<String, Object> values) {
    Map<String, Object> expected = present(values);
    if (format.endsWith("SV") && expected.get("words") instanceof List<?> words) {
      expected.put(
          "words", words.isEmpty() ? "[]" : "[\"a\",\"" + escaped(words.getLast()) + "\"]");
    }
    return expected;
  }

  private static String escaped(Object text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString((String) text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON_LINES", "JSON", "MILVUS", "CSV", "TSV"})
  void numbersOfAllSizesAreIds(String format) {
    List<Written> records = WrittenFiles.IDS.stream().map(id -> WrittenFiles.of(id, 1, 2)).toList();
    Path target = folder.resolve("records");
    WrittenFiles.write(format, target, WrittenFiles.table(false, Map.of()), records);
    assertThat(Records.read(target))
        .extracting(SourceRecord::id)
        .containsExactlyElementsOf(WrittenFiles.IDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JSON_LINES",
        "JSON",
        "QDRANT",
        "PINECONE",
        "CHROMA",
        "WEAVIATE",
        "MILVUS",
        "CSV",
        "TSV"
      })
  void thereMayBeNoRecordOrOne(String format) {
    RecordTable table = WrittenFiles.table(true, kinds());
    for (int count = 0; count <= 1; count++) {
      for (String name : List.of("plain" + count, "packed" + count + ".gz")) {
        Path target = folder.resolve(name);
        List<Written> records =
            List.of(new Written(uuid(1), Map.of("vector", new float[] {1, 2}), Map.of()));
        WrittenFiles.write(format, target, table, records.subList(0, count));
        assertThat(Records.read(target)).hasSize(count);
        assertThat(TextFile.isGzip(bytes(target))).isEqualTo(name.endsWith(".gz"));
      }
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void severalVectorsKeepTheirNames() {
    Map<String, Integer> dimensions = new LinkedHashMap<>();
    dimensions.put("vector", 1);
    dimensions.put("b", 2);
    RecordTable table = new RecordTable(true, dimensions, Map.of());
    Map<String, float[]> both = Map.of("vector", new float[] {3}, "b", new float[] {1, 2});
    List<Written> records =
        List.of(
            new Written(uuid(0), both, Map.of()),
            new Written(uuid(1), Map.of("b", new float[] {4, 5}), Map.of()),
            new Written(uuid(2), Map.of("vector", new float[] {6}), Map.of()),
            new Written(uuid(3), Map.of(), Map.of()));
    for (String format : List.of("JSON_LINES", "JSON", "QDRANT", "WEAVIATE", "MILVUS", "CSV")) {
      Path target = folder.resolve(format);
      WrittenFiles.write(format, target, table, records);
      RecordOptions options =
          RecordOptions.DEFAULT.withVectorRule(RecordOptions.VectorRule.OPTIONAL);
      if (format.equals("MILVUS") || format.equals("CSV")) {
        options = options.withVectors("vector", "b");
      }
      List<SourceRecord> read = Records.read(target, options, 0);
      for (int i = 0; i < 4; i++) {
        assertThat(read.get(i).vectors())
            .as(format)
            .containsOnlyKeys(records.get(i).vectors().keySet());
        assertThat(present(read.get(i).payload())).as(format).isEmpty();
      }
      assertThat(read.getFirst().vectors().get("b")).containsExactly(1, 2);
      assertThat(read.get(2).vector()).containsExactly(6);
    }
    for (String format : List.of("PINECONE", "CHROMA")) {
      assertThatThrownBy(() -> WrittenFiles.write(format, folder.resolve("none"), table, records))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("vectors: expected")
          .hasMessageContaining("[vector, b]");
    }
  }

  @Test
  void thePayloadIsSpreadWhereThereIsAPlaceForIt() {
    String payload =
        """
        {"row": 1, "big": 123456789012345678901234567890, "f": 0.10, "n": null, "id": 5,
         "nested": {"a": [1, {"b": "c"}]}, "embedding": [1, "x"], "metadata": {"x": 1},
         "sparse_values": "s", "text": "t\\u00fc\\n", "year": 3}\
        """;
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("year", Kind.WHOLE);
    kinds.put("payload", Kind.JSON);
    RecordTable table = WrittenFiles.table(true, kinds);
    Written record =
        new Written(
            uuid(1),
            Map.of("vector", new float[] {1, 2}),
            WrittenFiles.values("year", 2020L, "payload", payload));
    Map<String, Object> expected =
        WrittenFiles.values(
            "row",
            1L,
            "big",
            Double.valueOf("123456789012345678901234567890"),
            "f",
            0.1,
            "n",
            null,
            "id",
            5L,
            "nested",
            Map.of("a", List.of(1L, Map.of("b", "c"))),
            "embedding",
            List.of(1L, "x"),
            "metadata",
            Map.of("x", 1L),
            "sparse_values",
            "s",
            "text",
            "tü\n",
            "payload.year",
            3L,
            "year",
            2020L);
    for (String format : NESTED) {
      Path target = folder.resolve(format);
      assertThat(WrittenFiles.write(format, target, table, List.of(record))).isEmpty();
      SourceRecord read = Records.read(target).getFirst();
      assertThat(read.payload()).as(format).isEqualTo(expected);
      assertThat(read.id()).isEqualTo(uuid(1));
      assertThat(read.vectors()).containsOnlyKeys("vector");
    }
    for (String format : List.of("CSV", "TSV")) {
      Path target = folder.resolve(format);
      WrittenFiles.write(format, target, table, List.of(record));
      try (RecordSource source = RecordSource.open(target)) {
        assertThat(source.next().payload())
            .isEqualTo(WrittenFiles.values("year", 2020L, "payload", payload));
        assertThat(source.hasJsonAsText()).isTrue();
      }
    }
  }

  @Test
  void whatIsNoJsonBecomesTextAndIsTold() {
    RecordTable table = WrittenFiles.table(true, Map.of("meta", Kind.JSON));
    String deep = "[".repeat(60) + "]".repeat(60);
    for (String text : List.of("", "{", "{\"a\":", "{} {}", "nope", "[NaN]", deep)) {
      Path target = folder.resolve("x.jsonl");
      Written record = new Written("a", Map.of("vector", new float[] {1, 2}), Map.of("meta", text));
      assertThat(WrittenFiles.write(null, target, table, List.of(record)))
          .containsExactly("meta: what is no JSON, or nested deeper than 56, was written as text");
      assertThat(Records.read(target).getFirst().payload()).containsEntry("meta", text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JSON_LINES", "JSON", "QDRANT", "PINECONE", "CHROMA", "WEAVIATE", "MILVUS", "CSV"})
  void recordsThatAreRefusedLeaveNothing(String format) {
    Path target = folder.resolve("records");
    RecordTable table = WrittenFiles.table(true, Map.of("price", Kind.NUMBER, "title", Kind.TEXT));
    Map<String, float[]> good = Map.of("vector", new float[] {1, 2});
    try (RecordWriter writer = RecordWriterFormat.of(format, target).create(target, table)) {
      writer.write(uuid(1), good, Map.of());
      for (Runnable bad :
          List.<Runnable>of(
              () -> writer.write(5L, good, Map.of()),
              () -> writer.write(uuid(2), Map.of("vector", new float[3]), Map.of()),
              () -> writer.write(uuid(2), Map.of("vector", new float[] {1, Float.NaN}), Map.of()),
              () -> writer.write(uuid(2), good, Map.of("price", Double.POSITIVE_INFINITY)))) {
        assertThatThrownBy(bad::run).isInstanceOf(InvalidRequestException.class);
      }
      writer.write(uuid(3), good, Map.of());
      assertThat(target).doesNotExist();
      writer.finish();
    }
    assertThat(Records.read(target)).extracting(SourceRecord::id).containsExactly(uuid(1), uuid(3));
    assertThat(WrittenFiles.files(folder)).containsExactly("records");
  }

  @Test
  void halfACharacterIsEscapedOrRefused() {
    RecordTable table = WrittenFiles.table(true, Map.of("title", Kind.TEXT));
    List<Written> records =
        List.of(new Written("a", Map.of("vector", new float[2]), Map.of("title", "half \ud83d")));
    Path target = folder.resolve("records");
    WrittenFiles.write("JSON_LINES", target, table, records);
    assertThat(Records.read(target).getFirst().payload()).containsEntry("title", "half \ud83d");
    assertThatThrownBy(() -> WrittenFiles.write("CSV", target, table, records))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("record a: expected text of whole characters");
  }

  @Test
  void unfinishedFilesAreGoneAndFoldersMustBeThere() {
    for (RecordWriterFormat format : RecordWriterFormat.all()) {
      RecordTable table = WrittenFiles.table(false, Map.of());
      Path target = folder.resolve("records");
      try (RecordWriter writer = format.create(target, table)) {
        writer.write(1L, Map.of("vector", new float[2]), Map.of());
      }
      assertThat(WrittenFiles.files(folder)).as(format.name()).isEmpty();
      Path nowhere = folder.resolve("none").resolve("records");
      assertThatThrownBy(() -> format.create(nowhere, table)).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void namesTellTheFormat() {
    Map<String, String> formats =
        Map.of(
            "x.jsonl", "JSON_LINES",
            "x.NDJSON.gz", "JSON_LINES",
            "x.json.GZ", "JSON",
            "x.csv.gz", "CSV",
            "x.tsv", "TSV",
            "x.fbin", "FBIN",
            "x.npz", "NPZ");
    formats.forEach((file, format) ->
        assertThat(RecordWriterFormat.of(null, Path.of(file)).name()).isEqualTo(format));
    for (String file : List.of("x.gz", "x.fbin.gz", "x", "x.txt")) {
      assertThatThrownBy(() -> RecordWriterFormat.of(null, Path.of(file)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("which the name " + file + " does not tell");
    }
  }
}
