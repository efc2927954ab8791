package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.json.WrittenFiles.Written;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is particular to the shape of each database.
class ExportShapesTest {

  private static final Map<String, Kind> PAYLOAD = Map.of("payload", Kind.JSON);
  private static final String ID = "00000000-0000-4000-8000-000000000001";

  @TempDir Path folder;

  private List<String> losses = List.of();

  private static Written record(Object id, String payload) {
    return new Written(id, Map.of("vector", new float[] {0.1f, 2}), Map.of("payload", payload));
  }

  private String text(String format, RecordTable table, Written... records) throws IOException {
    Path target = folder.resolve("file");
    losses = WrittenFiles.write(format, target, table, List.of(records));
    return Files.readString(target);
  }

  private SourceRecord read() {
    return Records.read(folder.resolve("file")).getFirst();
  }

  @Test
  void linesListsAndRowsAreOpenObjects() throws IOException {
    RecordTable table = WrittenFiles.table(true, PAYLOAD);
    Written a = record("a", "{\"n\":1, \"id\":2}");
    String object = "{\"id\":\"a\",\"vector\":[0.1,2.0],\"n\":1,\"payload\":{\"id\":2}}";
    assertThat(text("JSON_LINES", table, a, a)).isEqualTo(object + "\n" + object + "\n");
    assertThat(text("JSON", table, a, a)).isEqualTo("[" + object + "\n," + object + "\n]\n");
    assertThat(text("JSON", table)).isEqualTo("[]\n");
    assertThat(text("MILVUS", table, a, a))
        .isEqualTo("{\"rows\":[" + object + "," + object + "]}\n");
    RecordTable named = new RecordTable(false, Map.of("text", 2), Map.of());
    Written seven = new Written(7L, Map.of("text", new float[] {1e10f, -1e-10f}), Map.of());
    assertThat(text("JSON_LINES", named, seven))
        .isEqualTo("{\"id\":7,\"vectors\":{\"text\":[1.0E10,-1.0E-10]}}\n");
    assertThat(text("MILVUS", named, seven))
        .isEqualTo("{\"rows\":[{\"id\":7,\"text\":[1.0E10,-1.0E-10]}]}\n");
  }

  @Test
  void qdrantTakesNumbersAndUuidsOnly() throws IOException {
    RecordTable table = WrittenFiles.table(true, PAYLOAD);
    assertThat(text("QDRANT", table, record("18446744073709551615", "{\"a\":[1,null]}")))
        .isEqualTo(
            "{\"id\":18446744073709551615,\"vector\":[0.1,2.0],\"payload\":{\"a\":[1,null]}}\n");
    assertThat(text("QDRANT", table, new Written(ID, Map.of(), Map.of())))
        .isEqualTo("{\"id\":\"" + ID + "\",\"vector\":{}}\n");
    assertThat(read().payload()).isEmpty();
    for (String id : List.of("18446744073709551616", "-1", "01", "+1", "a", "", ID + "0")) {
      refuses("QDRANT", table, id);
    }
    refuses("QDRANT", WrittenFiles.table(false, PAYLOAD), -1L);
    RecordTable dense = new RecordTable(false, Map.of("dense", 2), Map.of());
    Written point = new Written(1L, Map.of("dense", new float[] {1, 2}), Map.of());
    assertThat(text("QDRANT", dense, point))
        .isEqualTo("{\"id\":1,\"vector\":{\"dense\":[1.0,2.0]}}\n");
  }

  private void refuses(String format, RecordTable table, Object id) {
    Path target = folder.resolve("refused");
    try (RecordWriter writer = RecordWriterFormat.of(format, target).create(target, table)) {
      assertThatThrownBy(
              () -> writer.write(id, Map.of("vector", new float[2]), Map.of("payload", "{}")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("record " + id + ": id: expected an unsigned number")
          .hasMessageContaining("JSON_LINES takes any id");
      writer.finish();
    }
    assertThat(Records.read(target)).isEmpty();
  }

  @Test
  void metadataOfPineconeIsFlat() throws IOException {
    RecordTable table = WrittenFiles.table(false, PAYLOAD);
    assertThat(text("PINECONE", table, record(5L, "{\"a\":\"x\",\"b\":[\"y\"],\"c\":true}")))
        .isEqualTo(
            "{\"id\":\"5\",\"values\":[0.1,2.0],"
                + "\"metadata\":{\"a\":\"x\",\"b\":[\"y\"],\"c\":true}}\n");
    assertThat(losses).isEmpty();
    assertThat(text("PINECONE", table, record(5L, "{\"o\":{\"k\":1},\"l\":[1],\"n\":null}")))
        .contains("\"metadata\":{\"o\":\"{\\\"k\\\":1}\",\"l\":\"[1]\"}");
    assertThat(losses)
        .containsExactly(
            "o: what is nested was written as the text of its JSON",
            "l: what is nested was written as the text of its JSON",
            "n: null was left out");
    assertThatThrownBy(() -> text("PINECONE", table, new Written(9L, Map.of(), Map.of())))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("record 9: expected a vector vector, got none");
  }

  @Test
  void chromaHasListsSideBySide() throws IOException {
    RecordTable table = WrittenFiles.table(false, PAYLOAD);
    assertThat(
            text(
                "CHROMA",
                table,
                record(1L, "{\"document\":\"d\",\"a\":1}"),
                new Written(2L, Map.of(), Map.of()),
                record(3L, "{\"document\":{}}")))
        .isEqualTo(
            """
            {"ids":["1","2","3"],
            "embeddings":[[0.1,2.0],null,[0.1,2.0]],
            "documents":["d",null,null],
            "metadatas":[{"a":1},null,{"document":"{}"}],
            "uris":null,"data":null}
            """);
    assertThat(losses).hasSize(1);
    assertThat(text("CHROMA", table))
        .isEqualTo(
            """
            {"ids":[],
            "embeddings":[],
            "documents":null,
            "metadatas":null,
            "uris":null,"data":null}
            """);
  }

  @Test
  void weaviateHasUuidsAndPerhapsAClass() throws IOException {
    RecordTable table = WrittenFiles.table(true, PAYLOAD);
    assertThat(text("WEAVIATE", table, record(ID, "{\"a\":{\"b\":1},\"class\":\"Doc\"}")))
        .isEqualTo(
            "{\"class\":\"Doc\",\"id\":\""
                + ID
                + "\",\"vector\":[0.1,2.0],\"properties\":{\"a\":{\"b\":1}}}\n");
    assertThat(losses).isEmpty();
    assertThat(text("WEAVIATE", table, record("seven", "{}")))
        .contains("\"properties\":{\"original_id\":\"seven\"}");
    assertThat(losses)
        .containsExactly(
            "id: what is no UUID became the UUID of its name, and the property original_id");
    assertThat(read().id()).isEqualTo(WeaviateForm.named("seven").toString());
    assertThatThrownBy(() -> text("WEAVIATE", table, record("x", "{\"original_id\":1}")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("record x");
  }

  /// What `uuid.uuid5(uuid.NAMESPACE_DNS, name)` of Python gives.
  @Test
  void namesBecomeTheUuidsThatWeaviatesClientGives() {
    assertThat(WeaviateForm.named("python.org"))
        .isEqualTo(UUID.fromString("886313e1-3b8a-5372-9b90-0c9aee199e5d"));
    assertThat(WeaviateForm.named("7"))
        .isEqualTo(UUID.fromString("a9f96b98-dd44-5216-ab0d-dbfc6b262edf"));
  }

  @Test
  void tablesQuoteWhatWouldBeReadAsSomethingElse() throws IOException {
    RecordTable table = WrittenFiles.table(true, Map.of("t", Kind.TEXT));
    Written plain = new Written("x", Map.of(), Map.of("t", "y"));
    Written number = new Written("7", Map.of("vector", new float[] {1, 2}), Map.of("t", ""));
    assertThat(text("CSV", table, plain, number))
        .isEqualTo("id,vector,t\r\nx,,y\r\n\"7\",\"[1.0, 2.0]\",\"\"\r\n");
    assertThat(text("TSV", table, number))
        .isEqualTo("id\tvector\tt\r\n\"7\"\t[1.0, 2.0]\t\"\"\r\n");
    assertThatThrownBy(() -> text("CSV", new RecordTable(true, Map.of(), Map.of())))
        .isInstanceOf(InvalidRequestException.class);
  }
}
