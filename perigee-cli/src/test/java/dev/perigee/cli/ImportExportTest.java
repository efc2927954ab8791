package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `perigee export` and `perigee import` undo each other, in every format that has records.
final class ImportExportTest extends ShellTest {

  private static final String PLAIN =
      "{\"year\":%d,\"who\":\"w \\\"%d\\\"\\n ü\",\"tags\":[\"a\"]}";
  private static final String NESTED =
      "{\"year\":%d,\"id\":\"inner\",\"o\":{\"a\":[1,{\"b\":null}]},\"n\":null,\"big\":%d,"
          + "\"embedding\":\"text\",\"class\":\"Doc\",\"half\":0.5,\"tags\":[\"a\",\"b\"]}";

  @TempDir private Path folder;

  private Path collection(String name) {
    return folder.resolve("data").resolve(name);
  }

  /// Documents as JSON, of the database in `data`.
  private List<Map<String, Object>> scan(String name) throws IOException {
    succeed("scan", folder.resolve("data"), name, "--with", "all");
    List<Map<String, Object>> documents = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      Map<String, Object> document = JSON.std.mapFrom(line);
      document.keySet().removeIf(key -> key.startsWith("_"));
      documents.add(document);
    }
    return documents;
  }

  /// Imports lines of Qdrant, exports them, imports that, and compares.
  private void assertIdentity(
      String format, String file, String ids, String payload, String... options)
      throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add(
          "{\"id\":%s,\"vector\":[%s,1.5,-0.25],\"payload\":%s}"
              .formatted(
                  ids.formatted(i),
                  Float.toString((float) Math.sin(i)),
                  i == 7 ? "null" : payload.formatted(2000 + i, (1L << 60) + i)));
    }
    Path source = Files.write(folder.resolve("source.jsonl"), lines);
    importTo("before", source, options);
    Path target = folder.resolve(file);
    succeed("export", collection("before"), target, "--to", format);
    assertThat(out.toString()).startsWith("before: 300 documents written to " + target);
    importTo("after", target, options);
    List<Map<String, Object>> before = scan("before");
    assertThat(before).hasSize(300);
    assertThat(scan("after")).isEqualTo(before);
  }

  private void importTo(String name, Path source, String... options) {
    List<Object> words = new ArrayList<>(List.of("import", source, "--into", collection(name)));
    words.addAll(List.of(options));
    succeed(words.toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"JSON_LINES", "JSON", "QDRANT", "MILVUS", "CSV", "TSV", "PARQUET", "ARROW"})
  void importOfAnExportIsTheIdentity(String format) throws IOException {
    assertIdentity(format, "a.file", "7%d00000000000", NESTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON_LINES", "CSV", "PARQUET", "ARROW_STREAM", "QDRANT"})
  void fieldsOfTheirOwnComeBackToo(String format) throws IOException {
    assertIdentity(
        format,
        "a.gz",
        "%d",
        NESTED,
        "--field",
        "year:integer",
        "--field",
        "tags:keyword-list",
        "--field",
        "o:json",
        "--field",
        "half:float",
        "--field",
        "id2:text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON_LINES", "PINECONE", "CHROMA", "CSV", "PARQUET", "ARROW"})
  void textIdsAndFlatPayloadsComeBack(String format) throws IOException {
    assertIdentity(format, "a.file", "\"%d\"", PLAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"WEAVIATE", "QDRANT"})
  void uuidsComeBack(String format) throws IOException {
    assertIdentity(format, "a.file", "\"00000000-0000-4000-8000-%012d\"", NESTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSON_LINES", "JSON", "QDRANT", "CSV", "PARQUET", "ARROW"})
  void documentsWithoutVectorsComeBack(String format) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add(
          i % 3 == 0
              ? "{\"id\":%d,\"x\":1}".formatted(i)
              : "{\"id\":%d,\"vector\":[%d,1]}".formatted(i, i));
    }
    Path source = Files.write(folder.resolve("source.jsonl"), lines);
    importTo("before", source, "--vectors-optional");
    List<Map<String, Object>> before = scan("before");
    assertThat(before).hasSize(30);
    Path target = folder.resolve("a.file");
    succeed("export", collection("before"), target, "--to", format);
    importTo("after", target, "--vectors-optional");
    assertThat(scan("after")).isEqualTo(before);
    Files.write(source, lines.subList(1, 30));
    CommandRun strict = CommandRun.of("import", source, "--into", collection("strict"));
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.err()).contains("row 2 (line 3): vector: expected a vector, got none");
  }
}
