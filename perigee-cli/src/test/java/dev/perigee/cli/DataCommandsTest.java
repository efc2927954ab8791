package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands on a database as a shell sees them.
final class DataCommandsTest {

  private static final String WHOLE =
      """
      {"id":1,"year":2020,"price":1.5,"sold":true,"kind":"k","tags":["a","b"],"title":"one",\
      "at":"2024-01-31T00:00:00Z","key":"123e4567-e89b-12d3-a456-426614174000",\
      "place":{"lat":47.4,"lon":8.5},"blob":"AAEC","meta":{"x":[1,null]},\
      "e":[0.1,0.2],"h":[0.5,-2.0],"i":[1,-128],"b":[1,0,1,0,0,0,0,1,1],"parts":[[1.0,2.0],[3.0,4.0]],\
      "_valid":{"validFrom":"2024-01-01T00:00:00Z","validUntil":"2025-01-01T00:00:00Z",\
      "validReason":"sold"}}\
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  private void succeed(Object... args) {
    assertThat(run(args)).as(() -> err.toString()).isZero();
  }

  private List<Map<String, Object>> lines() throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(JSON.std.mapFrom(line));
    }
    return lines;
  }

  private List<Object> ids() throws IOException {
    return lines().stream().map(line -> line.get("id")).toList();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("lines.jsonl"), text);
  }

  /// Documents 0 to 19 with a vector on a line, even ones tagged.
  private void createTwenty() throws IOException {
    succeed(
        "create",
        data(),
        "notes",
        "--vector",
        "e:2:l2",
        "--field",
        "year:integer",
        "--field",
        "tags:keyword-list",
        "--history",
        "forever");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String tags = i % 2 == 0 ? ",\"tags\":[\"even\"]" : "";
      text.append("{\"id\":%d,\"year\":%d%s,\"e\":[%d,1]}\n".formatted(i, 2000 + i, tags, i));
    }
    succeed("put", data(), "notes", file(text.toString()), "--chunk", 7);
    assertThat(out.toString()).contains("notes: 20 documents written");
  }

  @Test
  void everyTypeComesBackAsItWasPut() throws IOException {
    succeed(
        "create",
        data(),
        "all",
        "--vector",
        "e:2",
        "--vector",
        "h:2:l1:f16",
        "--vector",
        "i:2:inner-product:int8",
        "--vector",
        "b:9:jaccard",
        "--many",
        "parts:2:l2",
        "--field",
        "year:integer",
        "--field",
        "price:float",
        "--field",
        "sold:boolean",
        "--field",
        "kind:keyword",
        "--field",
        "tags:keyword-list",
        "--field",
        "title:text",
        "--field",
        "at:timestamp",
        "--field",
        "key:uuid",
        "--field",
        "place:geo-point",
        "--field",
        "blob:bytes",
        "--field",
        "meta:json",
        "--history",
        "30d",
        "--json");
    assertThat(lines().getFirst()).containsEntry("vectors", 5).containsEntry("fields", 11);
    succeed("put", data(), "all", file(WHOLE + "\n"));
    for (int round = 0; round < 2; round++) {
      succeed("get", data(), "all", 1);
      Map<String, Object> read = lines().getFirst();
      assertThat(read.remove("_version")).isInstanceOf(Long.class);
      assertThat(read.remove("_written")).isInstanceOf(String.class);
      assertThat(read).isEqualTo(JSON.std.mapFrom(WHOLE));
      succeed("scan", data(), "all", "--with", "all");
      succeed("put", data(), "all", file(out.toString()));
    }
  }

  @Test
  void aBadLineIsNamedAndEndsItBehindWhatStandsBefore() throws IOException {
    succeed("create", data(), "notes", "--vector", "e:2:cosine", "--field", "year:integer");
    Path bad =
        file(
            """
            {"id":1,"e":[1,2]}

            {"id":2,"e":[0,0]}
            {"id":3,"year":"x"}
            {"id":4}
            """);
    assertThat(run("put", data(), "notes", bad)).isEqualTo(2);
    assertThat(err.toString()).contains("line 3: e");
    succeed("put", data(), "notes", bad, "--skip-bad", "--json");
    assertThat(lines().getFirst()).containsEntry("written", 2).containsEntry("skipped", 2);
    assertThat(err.toString()).contains("line 3: e").contains("line 4: year: expected");
    succeed("scan", data(), "notes");
    assertThat(ids()).containsExactly(1, 4);
    for (String line :
        List.of("[]", "{}", "{\"id\":1.5}", "{\"id\":1}{}", "{\"id\":1,\"id\":1}", "{\"id\":1,")) {
      assertThat(run("put", data(), "notes", file(line))).as(line).isEqualTo(2);
      assertThat(err.toString()).contains("line 1: ");
    }
    assertThat(run("put", data(), "notes", folder.resolve("absent"))).isEqualTo(1);
  }

  @Test
  void anUpdateKeepsWhatItDoesNotName() throws IOException {
    createTwenty();
    succeed(
        "put",
        data(),
        "notes",
        "--update",
        file("{\"id\":0,\"year\":1}\n{\"id\":0,\"tags\":null}\n{\"id\":50,\"year\":5}\n"));
    succeed("get", data(), "notes", 0, 50);
    assertThat(lines().get(0)).containsEntry("year", 1).doesNotContainKey("tags").containsKey("e");
    assertThat(lines().get(1)).containsEntry("year", 5).doesNotContainKey("e");
    succeed("history", data(), "notes", 0);
    assertThat(lines()).hasSize(3);
    assertThat(run("history", data(), "notes", 99)).isEqualTo(1);
  }

  @Test
  void searchesFilterAndReadThePast() throws IOException {
    createTwenty();
    succeed("get", data(), "notes", 19);
    Object written = lines().getFirst().get("_written");
    succeed("search", data(), "notes", "--near", "e=[4.2, 1]", "--limit", 3, "--exact");
    assertThat(ids()).containsExactly(4, 5, 3);
    succeed("search", data(), "notes", "--near-id", "e=4", "--limit", 2, "--recall", 0.99);
    assertThat(ids()).containsExactlyInAnyOrder(3, 5);
    String even = "tags = \"even\" and year > 2004";
    succeed(
        "search", data(), "notes", "--near", "e=[0,1]", "--where", even, "--limit", 2, "--with",
        "fields");
    assertThat(ids()).containsExactly(6, 8);
    assertThat(lines().getFirst().get("document").toString()).contains("year=2006");
    succeed("delete", data(), "notes", "--where", even, "--json");
    assertThat(lines().getFirst()).containsEntry("deleted", 7);
    succeed("delete", data(), "notes", 4, 99);
    assertThat(out.toString()).contains("notes: 1 documents deleted");
    succeed("search", data(), "notes", "--near", "e=[6,1]", "--limit", 1, "--ef", 50);
    assertThat(ids()).doesNotContain(6);
    succeed("search", data(), "notes", "--near", "e=[6,1]", "--limit", 1, "--as-of", written);
    assertThat(ids()).containsExactly(6);
    succeed("get", data(), "notes", 4, 6, "--as-of", written);
    assertThat(run("get", data(), "notes", 4, 5)).isEqualTo(1);
    assertThat(ids()).containsExactly(5);
    assertThat(err.toString()).contains("no document with the id 4");
  }

  @Test
  void aScanGoesOnWhereItStopped() throws IOException {
    createTwenty();
    succeed("scan", data(), "notes", "--limit", 2, "--after", 4);
    assertThat(ids()).containsExactly(5, 6);
    succeed("scan", data(), "notes", "--where", "year in (2003, 2019) or e missing");
    assertThat(ids()).containsExactly(3, 19);
    assertThat(lines().getFirst()).doesNotContainKey("e");
    succeed("scan", data(), "notes", "--after", 17, "--with", "all", "--where", "e exists");
    assertThat(ids()).containsExactly(18, 19);
    assertThat(lines().getFirst().get("e")).isEqualTo(List.of(18.0, 1.0));
  }

  @Test
  void idsAreWhatTheyLookLikeUnlessTold() throws IOException {
    String uuid = "123e4567-e89b-12d3-a456-426614174000";
    succeed("create", data(), "ids");
    succeed("put", data(), "ids", file("{\"id\":7}\n{\"id\":\"7\"}\n{\"id\":\"" + uuid + "\"}\n"));
    succeed("put", data(), "ids", "--uuid-ids", file("{\"id\":\"" + uuid + "\"}\n"));
    succeed("scan", data(), "ids");
    assertThat(ids()).containsExactly(7, uuid, uuid, "7");
    succeed("delete", data(), "ids", 7, uuid, "--uuid-ids", "--string-ids");
    succeed("scan", data(), "ids");
    assertThat(ids()).containsExactly(7, uuid);
    succeed("get", data(), "ids", 7, uuid);
  }

  @Test
  void readsWhileAnotherWrites() throws IOException {
    createTwenty();
    try (Database database = Database.open(data())) {
      database.collection("notes").put(Document.of(20).vector("e", new float[] {20, 1}));
      succeed("get", data(), "notes", 20);
      succeed("search", data(), "notes", "--near", "e=[20,1]", "--limit", 1);
      assertThat(ids()).containsExactly(20);
      succeed("scan", data(), "notes");
      assertThat(ids()).hasSize(21);
      succeed("history", data(), "notes", 20);
      assertThat(lines()).hasSize(1);
      succeed("stats", data());
      assertThat(out.toString()).contains("notes.e", "no damage");
      assertThat(run("verify", data())).isEqualTo(1);
      assertThat(err.toString()).contains("expected nobody else to write to it");
    }
  }

  @Test
  void statsBackupsAndCheckpoints() throws IOException {
    createTwenty();
    succeed("stats", data());
    assertThat(out.toString()).contains("notes.e", "2 l2 f32", "no damage");
    succeed("stats", data(), "--json");
    assertThat(lines().getFirst()).containsKeys("collections", "vectors", "store", "damages");
    succeed("checkpoint", data(), "first");
    succeed("checkpoint", data(), "--list");
    assertThat(out.toString().strip()).isEqualTo("first");
    succeed("backup", data(), folder.resolve("backup"));
    succeed("delete", data(), "notes", "--where", "year exists");
    succeed("restore", folder.resolve("backup"), folder.resolve("restored"));
    for (Path copy : List.of(folder.resolve("restored"), data().resolve("checkpoints/first"))) {
      succeed("scan", copy, "notes");
      assertThat(ids()).hasSize(20);
      succeed("verify", copy);
    }
    assertThat(run("restore", folder.resolve("backup"), data())).isEqualTo(1);
    succeed("checkpoint", data(), "first", "--delete");
    assertThat(run("checkpoint", data(), "first", "--delete")).isEqualTo(1);
    assertThat(run("checkpoint", data())).isEqualTo(2);
  }

  @Test
  void aFieldIsIndexedInAnotherWay() throws IOException {
    createTwenty();
    succeed("reindex", data(), "notes", "e", "--m", 8, "--later");
    assertThat(out.toString()).contains("notes.e: graph hnsw, m 8, m0 16", "codes none; 0 rows");
    succeed("reindex", data(), "notes", "e", "--graph", "VAMANA", "--m", 12, "--json");
    assertThat(lines().getFirst())
        .containsEntry("graph", "VAMANA")
        .containsEntry("m", 12)
        .containsEntry("efConstruction", 100)
        .containsEntry("rowsBuilt", 20);
    succeed("search", data(), "notes", "--near", "e=[3,0]", "--limit", 1);
    assertThat(ids()).containsExactly(3);
    assertThat(run("reindex", data(), "notes", "x", "--m", 8)).isEqualTo(2);
    assertThat(run("reindex", data(), "none", "e", "--m", 8)).isEqualTo(1);
    assertThat(run("reindex", data(), "notes", "e", "--codes", "INT8")).isZero();
  }

  @Test
  void verifyNamesADamagedFile() throws IOException {
    createTwenty();
    try (Database database = Database.open(data())) {
      database.maintain();
    }
    succeed("verify", data(), "--json");
    assertThat(lines().getFirst()).containsEntry("sound", true).containsEntry("documents", 20);
    try (var files = Files.list(data().resolve("segments"))) {
      for (Path path : files.toList()) {
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 1] ^= 4;
        Files.write(path, bytes);
        assertThat(run("verify", data())).isEqualTo(1);
        assertThat(out.toString()).contains(path.getFileName().toString(), "damaged");
        bytes[bytes.length - 1] ^= 4;
        Files.write(path, bytes);
      }
    }
    succeed("verify", data());
  }

  @Test
  void nothingIsMadeByReadingWhatIsNotThere() {
    for (String command :
        List.of("get", "put", "scan", "delete", "search", "history", "stats", "verify", "backup")) {
      List<Object> words = new ArrayList<>(List.of(command, data()));
      if (!List.of("stats", "verify").contains(command)) {
        words.add("notes");
      }
      if (List.of("get", "delete", "history").contains(command)) {
        words.add("1");
      }
      if (command.equals("search")) {
        words.addAll(List.of("--near", "e=[1]"));
      }
      assertThat(run(words.toArray())).as(command).isEqualTo(1);
      assertThat(err.toString()).contains("DATA: expected a database, got none in ");
      assertThat(data()).doesNotExist();
    }
  }

  @Test
  void wrongCallsAreRefused() throws IOException {
    createTwenty();
    assertThat(run("create", data(), "x", "--vector", "e:2:far")).isEqualTo(2);
    assertThat(err.toString()).contains("--vector: expected one of l2, cosine");
    assertThat(run("create", data(), "x", "--field", "e:number")).isEqualTo(2);
    assertThat(run("create", data(), "x", "--history", "soon")).isEqualTo(2);
    assertThat(run("create", data(), "notes", "--vector", "e:3:l2")).isEqualTo(1);
    assertThat(run("search", data(), "notes", "--near", "e=[1]")).isEqualTo(2);
    assertThat(err.toString()).contains("--near: expected 2 numbers, got 1");
    assertThat(run("search", data(), "notes")).isEqualTo(2);
    assertThat(run("search", data(), "notes", "--near", "e=[1,2]", "--where", "y = 1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("at column 1, got y");
    assertThat(run("search", data(), "none", "--near", "e=[1,2]")).isEqualTo(1);
    assertThat(run("get", data(), "notes", 1, "--as-of", "then")).isEqualTo(2);
    assertThat(run("delete", data(), "notes")).isEqualTo(2);
    assertThat(run("delete", data(), "notes", "1", "--where", "year = 1")).isEqualTo(2);
    assertThat(run("put", data(), "notes", "x", "--chunk", 0)).isEqualTo(2);
  }
}
