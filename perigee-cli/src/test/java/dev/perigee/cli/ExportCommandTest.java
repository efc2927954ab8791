package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.GeoPoint;
import dev.perigee.db.document.Schema;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.NpzFile;
import dev.perigee.formats.VectorFile;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `perigee export`: what is written, and what is refused.
final class ExportCommandTest extends ShellTest {

  @TempDir private Path folder;

  private Path collection(String name) {
    return folder.resolve("data").resolve(name);
  }

  private void importTo(String name, Path source, String... options) {
    List<Object> words = new ArrayList<>(List.of("import", source, "--into", collection(name)));
    words.addAll(List.of(options));
    succeed(words.toArray());
  }

  /// A collection with a field of each type.
  private void createAll() {
    Schema schema =
        Schema.builder()
            .vector("v", IndexOptions.of(2, Metric.L2).withElementType(ElementType.F16))
            .vector("i", IndexOptions.of(2, Metric.L2).withElementType(ElementType.INT8))
            .vector("b", IndexOptions.of(9, Metric.HAMMING))
            .vectors("parts", IndexOptions.of(1, Metric.L2))
            .field("at", FieldType.TIMESTAMP)
            .field("key", FieldType.UUID)
            .field("place", FieldType.GEO_POINT)
            .field("blob", FieldType.BYTES)
            .field("sold", FieldType.BOOLEAN)
            .field("word", FieldType.KEYWORD)
            .historyForever()
            .build();
    try (Database database = Database.open(folder.resolve("data"))) {
      Collection all = database.collection("all", schema);
      all.put(
          Document.of(1)
              .vector("v", new float[] {0.5f, 2})
              .vector("i", new byte[] {-128, 5})
              .vector("b", new byte[] {0b101, 1})
              .vectors("parts", List.of(new float[] {3}))
              .set("at", Instant.parse("2024-01-31T00:00:00Z"))
              .set("key", UUID.fromString("00000000-0000-4000-8000-000000000001"))
              .set("place", new GeoPoint(47.4, 8.5))
              .set("blob", new byte[] {0, 1, 2})
              .set("sold", true)
              .set("word", "12"));
      all.put(Document.of(2).vector("v", new float[] {1, 1}));
    }
  }

  @Test
  void everyTypeHasItsForm() throws IOException {
    createAll();
    Path target = folder.resolve("all.jsonl");
    succeed("export", collection("all"), target);
    assertThat(Files.readAllLines(target))
        .containsExactly(
            "{\"id\":1,\"vectors\":{\"v\":[0.5,2.0],\"i\":[-128.0,5.0],"
                + "\"b\":[1.0,0.0,1.0,0.0,0.0,0.0,0.0,0.0,1.0],\"parts\":[3.0]},"
                + "\"at\":\"2024-01-31T00:00:00Z\","
                + "\"place\":{\"lat\":47.4,\"lon\":8.5},\"blob\":\"AAEC\","
                + "\"sold\":true,\"word\":\"12\","
                + "\"payload\":{\"key\":\"00000000-0000-4000-8000-000000000001\"}}",
            "{\"id\":2,\"vectors\":{\"v\":[1.0,1.0]}}");
  }

  @Test
  void whatCannotBeKeptIsRefusedUnlessAllowed() throws IOException {
    createAll();
    try (Database database = Database.open(folder.resolve("data"))) {
      Collection all = database.collection("all");
      all.put(Document.of(3).vectors("parts", List.of(new float[] {1}, new float[] {2})));
      all.put(Document.of(4).validFrom(Instant.parse("2024-01-31T00:00:00Z")));
    }
    Path target = folder.resolve("all.jsonl");
    refuse("document 3: parts: only the first of its vectors", "export", collection("all"), target);
    refuse(
        "document 4: from when and until when it holds is not written",
        "export",
        collection("all"),
        target,
        "--vector",
        "v");
    assertThat(target).doesNotExist();
    succeed("export", collection("all"), target, "--allow-loss", "--json");
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("written", 4)
        .containsEntry("format", "JSON_LINES")
        .containsEntry(
            "losses",
            List.of(
                "parts: only the first of its vectors is written (3)",
                "from when and until when it holds is not written (4)"));
    refuse(
        "--to PINECONE: vectors: expected one, as PINECONE holds, got [v, i, b, parts] (--vector",
        "export",
        collection("all"),
        target,
        "--to",
        "pinecone");
    refuse(
        "record 3: expected a vector v, got none",
        "export",
        collection("all"),
        target,
        "--to",
        "pinecone",
        "--vector",
        "v",
        "--allow-loss");
  }

  @Test
  void filesOfVectorsNeedTheirIdsElsewhere() throws IOException {
    Path source = folder.resolve("source.jsonl");
    Files.writeString(source, "{\"id\":0,\"vector\":[1,2],\"y\":1}\n{\"id\":7,\"vector\":[3,4]}\n");
    importTo("v", source, "--field", "y:integer");
    Path target = folder.resolve("v.fbin");
    refuse(
        "--no-fields: expected it, since FBIN has no place for fields such as y",
        "export",
        collection("v"),
        target);
    refuse(
        "document 7: its id is not in the file (--ids FILE writes ids)",
        "export",
        collection("v"),
        target,
        "--no-fields");
    succeed("export", collection("v"), target, "--allow-loss");
    assertThat(err.toString())
        .contains("not kept: FBIN has no fields")
        .contains("not kept: its id is not in the file (--ids FILE writes ids) (7)");
    try (VectorFile vectors = VectorFile.open(target)) {
      assertThat(vectors.count()).isEqualTo(2);
    }
    for (String name : List.of("ids.ibin", "ids.npy")) {
      succeed("export", collection("v"), target, "--no-fields", "--ids", folder.resolve(name));
      try (IntMatrix ids = IntMatrix.open(folder.resolve(name))) {
        assertThat(ids.get(1, 0)).isEqualTo(7);
      }
    }
    Path map = folder.resolve("ids.jsonl");
    succeed("export", collection("v"), target, "--no-fields", "--ids", map);
    assertThat(Files.readAllLines(map))
        .containsExactly("{\"id\":0,\"row\":0}", "{\"id\":7,\"row\":1}");
    Path archive = folder.resolve("v.npz");
    succeed("export", collection("v"), archive, "--no-fields", "--where", "y exists");
    assertThat(NpzFile.open(archive).entries().getLast().shape()).containsExactly(1L);
    // The first document alone has its row for its id.
    succeed("export", collection("v"), target, "--no-fields", "--where", "y = 1");
    refuse("--ids: ", "export", collection("v"), target, "--no-fields", "--ids", "x.nothing");
    refuse(
        "--ids: expected another file than the target",
        "export",
        collection("v"),
        target,
        "--no-fields",
        "--ids",
        target);
  }

  @Test
  void idsOfSeveralKindsBecomeTexts() throws IOException {
    Schema schema = Schema.builder().vector("vector", 1, Metric.L2).build();
    UUID uuid = UUID.fromString("00000000-0000-4000-8000-000000000001");
    Path target = folder.resolve("m.jsonl");
    try (Database database = Database.open(folder.resolve("data"))) {
      Collection mixed = database.collection("mixed", schema);
      mixed.put(Document.of(5).vector("vector", new float[] {1}));
      mixed.put(Document.of(uuid).vector("vector", new float[] {1}));
      mixed.put(Document.of("6").vector("vector", new float[] {1}));
      // Beside whoever writes to it.
      succeed("export", collection("mixed"), target);
      assertThat(Files.readAllLines(target))
          .containsExactly(
              "{\"id\":\"5\",\"vector\":[1.0]}",
              "{\"id\":\"" + uuid + "\",\"vector\":[1.0]}",
              "{\"id\":\"6\",\"vector\":[1.0]}");
      refuse(
          "--ids: expected a name such as ids.jsonl or ids.csv, since some ids are texts",
          "export",
          collection("mixed"),
          folder.resolve("m.fbin"),
          "--ids",
          "ids.npy");
      mixed.put(Document.of("5").vector("vector", new float[] {1}));
    }
    refuse(
        "document 5: a number or UUID of the same text is the id of another document",
        "export",
        collection("mixed"),
        target);
    assertThat(Files.readAllLines(target)).hasSize(3);
  }

  @Test
  void pastStatesConditionsAndFieldsCanBeChosen() throws IOException {
    createAll();
    Instant before = Instant.now();
    try (Database database = Database.open(folder.resolve("data"))) {
      assertThat(database.collection("all").delete(1)).isTrue();
    }
    Path target = folder.resolve("a.csv");
    succeed(
        "export",
        collection("all"),
        target,
        "--as-of",
        before,
        "--where",
        "sold = true",
        "--vector",
        "i",
        "--fields",
        "word,sold");
    assertThat(Files.readString(target))
        .isEqualTo("id,i,sold,word\r\n1,\"[-128.0, 5.0]\",true,\"12\"\r\n");
    succeed("export", collection("all"), target, "--vector", "i", "--fields", "sold");
    assertThat(Files.readString(target)).isEqualTo("id,i,sold\r\n2,,\r\n");
  }

  @Test
  void badArgumentsAreNamed() throws IOException {
    createAll();
    Path target = folder.resolve("a.jsonl");
    refuse(
        "--vector: expected some of [v, i, b, parts], got x",
        "export",
        collection("all"),
        target,
        "--vector",
        "x");
    refuse(
        "--fields: expected some of [at, ", "export", collection("all"), target, "--fields", "x");
    refuse(
        "--fields: expected it or --no-fields, not both",
        "export",
        collection("all"),
        target,
        "--fields",
        "at",
        "--no-fields");
    refuse("--where", "export", collection("all"), target, "--where", "nope = 1");
    refuse("--to: format: expected one of ", "export", collection("all"), target, "--to", "x");
    refuse(
        "which the name a.txt does not tell", "export", collection("all"), folder.resolve("a.txt"));
    refuse("TARGET: expected the path of a file", "export", collection("all"), folder);
    assertThat(run("export", collection("all"), folder.resolve("none").resolve("a.jsonl"))).isOne();
    assertThat(err.toString()).contains("TARGET: expected a folder to write into, found none at");
    assertThat(run("export", collection("none"), target)).isOne();
    assertThat(run("export", folder.resolve("nowhere").resolve("x"), target)).isOne();
    assertThat(err.toString()).contains("DATA: expected a database");
    assertThat(target).doesNotExist();
  }
}
