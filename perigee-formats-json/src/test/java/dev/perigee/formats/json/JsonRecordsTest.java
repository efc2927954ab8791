package dev.perigee.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordOptions.VectorRule;
import dev.perigee.formats.record.RecordProblem;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.testkit.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonRecordsTest {

  @TempDir Path folder;

  private final List<RecordProblem> problems = new ArrayList<>();
  private final RecordOptions skipping = RecordOptions.DEFAULT.withBadRows(problems::add);

  private Path file(String text) {
    return Records.write(folder.resolve("records.dat"), text);
  }

  private List<SourceRecord> read(String text) {
    return Records.read(file(text));
  }

  @Test
  void idsAreExact() {
    assertThat(
            read(
                """
                {"id":9007199254740993,"vector":[1]}
                {"id":18446744073709551615,"vector":[1]}
                {"_id":"a","vector":[1]}
                {"uuid":-1,"vector":[1]}
                {"vector":[1]}
                {"id":null,"vector":[1]}
                """))
        .extracting(SourceRecord::id)
        .containsExactly(9007199254740993L, "18446744073709551615", "a", -1L, null, null);
  }

  @Test
  void payloadKeepsItsTypesAndOrder() {
    SourceRecord record =
        read("""
        {"id":1,"embedding":[0.5,-1e-3],"values":[1,2.5],"a":{"b":[1,"x",null,[true]]},
         "z":null,"big":9007199254740993,"metadata":{"a":7,"n":NaN}}
        """)
            .getFirst();
    assertThat(record.vector()).containsExactly(0.5f, -0.001f);
    assertThat(record.payload().keySet())
        .containsExactly("values", "a", "z", "big", "metadata.a", "n");
    assertThat(record.payload()).containsEntry("values", List.of(1L, 2.5));
    assertThat(record.payload())
        .containsEntry("a", Map.of("b", Arrays.asList(1L, "x", null, List.of(true))));
    assertThat(record.payload()).containsEntry("big", 9007199254740993L);
    assertThat(record.payload()).containsEntry("metadata.a", 7L).containsEntry("n", Double.NaN);
  }

  @Test
  void vectorsMayBeTextOrBase64() {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(1).putFloat(-2).putFloat(0.5f).putFloat(1e-20f);
    String base64 = Base64.getEncoder().encodeToString(bytes.array());
    assertThat(
            read(
                "{\"text\":\"t\",\"embedding\":\"%s\"}\n{\"embedding\":\"[1, -2,0.5  1e-20]\"}"
                    .formatted(base64)))
        .allSatisfy(record -> assertThat(record.vector()).containsExactly(1, -2, 0.5f, 1e-20f));
  }

  @Test
  void openAiRepliesAndLangChainDocumentsAreRead() {
    assertThat(
            read("""
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,2]},
              {"object":"embedding","index":1,"embedding":[3,4]}],"model":"m"}
            """)
                .get(1)
                .vector())
        .containsExactly(3, 4);
    SourceRecord document =
        read("[{\"id\":\"d\",\"page_content\":\"text\",\"metadata\":{\"source\":\"s\"}}]")
            .getFirst();
    assertThat(document.id()).isEqualTo("d");
    assertThat(document.payload()).isEqualTo(Map.of("page_content", "text", "source", "s"));
  }

  @Test
  void bulkOfElasticsearchIsPairsOfLines() {
    Path path =
        file(
            """
            {"index":{"_index":"i","_id":"7"}}
            {"title":"a","title_vector":[1,2]}
            {"delete":{"_id":"8"}}
            {"create":{}}
            {"title":"b","title_vector":[3,4]}
            {"update":{"_id":"9"}}
            {"doc":{"title":"c","title_vector":[5,6]}}
            """);
    List<SourceRecord> records = Records.read(path);
    assertThat(records).extracting(SourceRecord::id).containsExactly("7", null, "9");
    assertThat(records.get(2).vector()).containsExactly(5, 6);
    assertThat(records.get(2).payload()).isEqualTo(Map.of("title", "c"));
    assertThat(Records.read(path, RecordOptions.DEFAULT, 2).getFirst().position())
        .isEqualTo(records.get(2).position());
  }

  @Test
  void searchRepliesOfElasticsearchAreRead() {
    List<SourceRecord> records =
        read(
            """
            {"took":1,"hits":{"total":{"value":1},"max_score":1.0,
              "hits":[{"_index":"i","_id":"7","_source":{"title":"a","dense_vector":[1,2]}}]}}
            """);
    assertThat(records.getFirst().id()).isEqualTo("7");
    assertThat(records.getFirst().vector()).containsExactly(1, 2);
  }

  @Test
  void aDocumentMayBeOneRecordOrNone() {
    assertThat(read("{\"id\":3,\"vectors\":{\"\":[1],\"b\":[2,3]},\"data\":[{}]}"))
        .singleElement()
        .satisfies(record -> assertThat(record.vectors()).containsOnlyKeys("vector", "b"));
    assertThat(read("[0.5, 1.5]")).hasSize(1);
    assertThat(read("[]")).isEmpty();
    assertThat(read("{\"result\":{\"points\":[]}}")).isEmpty();
    assertThat(read("{\"vectors\":{},\"namespace\":\"\"}")).isEmpty();
  }

  @Test
  void chromaWithoutEmbeddingsHasNoVectors() {
    assertThat(read("{\"ids\":[\"a\",\"b\"],\"embeddings\":null,\"documents\":[\"x\",null]}"))
        .extracting(SourceRecord::payload)
        .containsExactly(Map.of("document", "x"), Map.of());
    assertThatThrownBy(() -> read("{\"ids\":[\"a\",\"b\"],\"documents\":[\"x\"]}"))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("documents: expected an entry for each id, got fewer");
  }

  @Test
  void callersNameColumns() {
    Path path = file("{\"id\":1,\"url\":\"u\",\"a\":[1],\"b\":[2,3],\"vector\":[9]}");
    SourceRecord one =
        Records.read(path, RecordOptions.DEFAULT.withId("url").withVectors("b"), 0).getFirst();
    assertThat(one.id()).isEqualTo("u");
    assertThat(one.vector()).containsExactly(2, 3);
    assertThat(one.payload()).containsOnlyKeys("id", "a", "vector");
    SourceRecord two =
        Records.read(path, RecordOptions.DEFAULT.withVectors("a", "b"), 0).getFirst();
    assertThat(two.vectors()).containsOnlyKeys("a", "b");
  }

  @Test
  void badRowsArePassedOverWhereAsked() {
    String text =
        """
        \r
        {"id":0,"vector":[1,2]}\r

        {"id":1,"vector":[1,2
        {"id":2,"vector":[1]}
        {"id":3,"vector":[1,NaN]}
        {"id":4}
        {"id":[5],"vector":[1,2]}
        7
        {"id":7,"vector":[1,2]} {}
        {"id":8,"vector":[1,"x"]}
        {"id":9,"vector":[1,1e39]}
        {"id":10,"vector":[3,4]}\
        """;
    assertThat(Records.read(file(text), skipping, 0))
        .extracting(SourceRecord::id)
        .containsExactly(0L, 10L);
    assertThat(problems).hasSize(9);
    assertThat(problems.getFirst().position().line()).isEqualTo(4);
    assertThat(problems.getFirst().position().offsetBytes()).isEqualTo(28);
    assertThat(problems)
        .extracting(RecordProblem::reason)
        .contains(
            "vector: expected 2 components, got 1",
            "vector[1]: expected a finite number, got NaN",
            "vector: expected a vector, got none");
  }

  @Test
  void theFirstBadRowEndsTheReading() {
    try (RecordSource source =
        RecordSource.open(file("{\"vector\":[1,2]}\n{\"vector\":[1]}\n{\"vector\":[1,2]}\n"))) {
      assertThat(source.next().vector()).containsExactly(1, 2);
      assertThatThrownBy(source::next)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(
              "records.dat at byte 17: row 1 (line 2): vector: expected 2 components, got 1");
    }
  }

  @Test
  void badRowsOfDocumentsArePassedOverToo() {
    assertThat(
            Records.read(
                file("[{\"vector\":[1,2]},{\"vector\":[[1],{}]},7,{\"vector\":[3,4]}]"),
                skipping,
                0))
        .hasSize(2);
    assertThat(problems).hasSize(2);
  }

  @Test
  void recordsWithoutVectorsCanBeAllowedOrRefused() {
    Path path = file("{\"vector\":[1]}\n{\"a\":1}\n");
    assertThat(Records.read(path, RecordOptions.DEFAULT.withVectorRule(VectorRule.OPTIONAL), 0))
        .hasSize(2);
    Path none = file("{\"a\":1}\n");
    assertThatThrownBy(
            () -> Records.read(none, RecordOptions.DEFAULT.withVectorRule(VectorRule.REQUIRED), 0))
        .isInstanceOf(CorruptionException.class);
  }

  @Test
  void documentsCutShortAreCorrupt() {
    for (String text :
        List.of(
            "[{\"vector\":[1]}", "[{\"vector\":[1]},", "{\"rows\":[{\"vector\":[1]}]", "[1,2")) {
      assertThatThrownBy(() -> read(text))
          .as(text)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("records.dat");
    }
  }

  @Test
  void longRecordsAreBadRowsOfBoundedMemory() {
    RecordOptions small = skipping.withRecordBytesMax(100);
    String longLine = "{\"a\":\"" + "x".repeat(1_000_000) + "\"}";
    String text = "{\"a\":1}\n" + longLine + "\n{\"a\":2}\n";
    assertThat(Records.read(file(text), small, 0)).hasSize(2);
    assertThat(problems).hasSize(1);
    String wide = "[{\"a\":1},{\"a\":[" + "[],".repeat(1000) + "0]},{\"a\":2}]";
    assertThat(Records.read(file(wide), small, 0)).hasSize(2);
  }

  @Test
  void aNumberOfTooManyDigitsIsRefusedAtAByteOfTheFile() {
    String text = "{\"id\":" + "9".repeat(2_000) + ",\"vector\":[1,2]}\n";
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("at byte 0: expected JSON within limits");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> read("[".repeat(100_000)))
        .isInstanceOfAny(LimitExceededException.class, CorruptionException.class);
    String line = "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}\n";
    assertThat(Records.read(file("{\"a\":1}\n" + line + "{\"a\":1}\n"), skipping, 0)).hasSize(2);
  }

  @Test
  void gzipBombsAreRefused() {
    byte[] bomb =
        TextFixtures.gzip(("{\"a\":1}\n" + " ".repeat(64 << 20)).getBytes(StandardCharsets.UTF_8));
    Path path = Records.write(folder.resolve("bomb.gz"), bomb);
    assertThatThrownBy(() -> Records.read(path))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("bomb.gz: expected gzip of at most 200 to 1");
    Path cut =
        Records.write(
            folder.resolve("cut.gz"),
            Arrays.copyOf(
                TextFixtures.gzip("{\"a\":1}\n".repeat(1000).getBytes(StandardCharsets.UTF_8)),
                40));
    assertThatThrownBy(() -> Records.read(cut)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void otherFilesAreNotRecognised() {
    for (String text : List.of("\0\1\2", "hello")) {
      assertThatThrownBy(() -> read(text))
          .as(text)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("expected a file of records: CSV, JSON");
    }
  }

  @Test
  void aFileOfNothingHasNoRecords() {
    for (String text : List.of("", "  \n ", "\ufeff")) {
      assertThat(read(text)).as(text).isEmpty();
    }
  }

  @Test
  void aClosedSourceSaysSo() {
    RecordSource source = RecordSource.open(file("{\"a\":1}\n"));
    source.close();
    source.close();
    assertThatThrownBy(source::next).isInstanceOf(ClosedException.class);
  }
}
