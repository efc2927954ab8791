package dev.perigee.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.query.Query;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `perigee import`: what becomes of rows, of bad ones, and of an import that was ended.
final class ImportCommandTest {

  private static final int ROWS = 1300;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /// @return what was thrown, or null
  private Exception run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> words = new ArrayList<>();
    for (Object arg : args) {
      words.add(arg.toString());
    }
    Exception[] thrown = new Exception[1];
    int _ =
        new CommandLine(new ImportCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((failure, _, _) -> {
              thrown[0] = failure;
              return 1;
            })
            .execute(words.toArray(String[]::new));
    return thrown[0];
  }

  private static String row(int i) {
    return "{\"id\": \"d%d\", \"values\": [%d, 1, 0.5], \"metadata\": {\"year\": %d, \"who\": \"w%d\"}}"
        .formatted(i, i, 2000 + i % 20, i % 7);
  }

  private Path source(String... more) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      lines.add(row(i));
    }
    lines.addAll(List.of(more));
    return Files.write(folder.resolve("export.jsonl"), lines);
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void assertHoldsAll() {
    try (Database database = Database.open(data())) {
      Collection docs = database.collection("docs");
      assertThat(docs.count()).isEqualTo(ROWS);
      for (int i = 0; i < ROWS; i += 97) {
        assertThat(docs.get("d" + i).vector("vector")).isEqualTo(new float[] {i, 1, 0.5f});
        assertThat(docs.get("d" + i).get("payload").toString())
            .contains("\"year\"")
            .contains("w" + i % 7);
      }
      assertThat(
              docs.search(Query.near("vector", new float[] {700, 1, 0.5f}).limit(1))
                  .getFirst()
                  .id()
                  .toString())
          .isEqualTo("d700");
    }
  }

  @Test
  void makesACollectionAndGoesOnWhereItWas() throws IOException {
    Path source = source();
    assertThat(run(source, "--into", data().resolve("docs"), "--metric", "l2", "--json")).isNull();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("written", ROWS)
        .containsEntry("skipped", 0);
    assertHoldsAll();
    assertThat(run(source, "--into", data().resolve("docs"), "--json")).isNull();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("first", ROWS)
        .containsEntry("written", 0);
    assertThat(run(source, "--into", data().resolve("docs"), "--restart", "--json")).isNull();
    assertThat(JSON.std.mapFrom(out.toString())).containsEntry("written", ROWS);
    assertHoldsAll();
  }

  @Test
  void aBadRowEndsItOrIsPassedOver() throws IOException {
    Path source = source("{\"id\": \"bad\", \"values\": [1, 2]}", "not json");
    Exception refused = run(source, "--into", data().resolve("docs"), "--metric", "l2");
    assertThat(refused).hasMessageContaining("row 1300").hasMessageContaining("vector");
    assertHoldsAll();
    assertThat(run(source, "--into", data().resolve("docs"), "--skip-bad", "--restart", "--json"))
        .isNull();
    Map<String, Object> line = JSON.std.mapFrom(out.toString());
    assertThat(line).containsEntry("written", ROWS).containsEntry("skipped", 2);
    assertThat(err.toString()).contains("row 1300").contains("row 1301");
    assertHoldsAll();
  }

  @Test
  void whatCannotBeReadMakesNoDatabase() throws IOException {
    assertThat(run(folder.resolve("none"), "--into", data().resolve("docs")))
        .hasMessageContaining("none: expected a file, found none");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {1, 2, 3, 0, 5, 6, 7, 8});
    assertThat(run(binary, "--into", data().resolve("docs"))).isNotNull();
    assertThat(data()).doesNotExist();
  }
}
