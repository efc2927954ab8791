package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.formats.VectorFileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command as a shell sees it: output, messages, exit codes.
final class MainTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path base;
  private Path query;
  private Path index;

  @BeforeEach
  void writeData() {
    base = folder.resolve("base.fbin");
    query = folder.resolve("query.fbin");
    index = folder.resolve("index.prg");
    GeneratedVectors rows = new GeneratedVectors(Distribution.CLUSTERED, 600, 12, 1);
    write(base, rows);
    write(query, rows.following(20));
  }

  private static void write(Path path, GeneratedVectors rows) {
    try (VectorFileWriter writer = VectorFileWriter.create(path, rows.dimension())) {
      writer.writeAll(rows);
      writer.finish();
    }
  }

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  private Map<String, Object> json() throws IOException {
    return JSON.std.mapFrom(out.toString());
  }

  @Test
  void buildsSearchesDescribesAndVerifies() throws IOException {
    int code = run("index", "build", "--base", base, "--metric", "cosine", "--out", index);
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).contains("600 vectors of 12 dimensions");

    assertThat(run("index", "search", index, "--query", query, "-k", 3, "--ef", 50)).isZero();
    assertThat(out.toString()).contains("query 0").contains("query 19").contains("   3  id ");

    assertThat(run("index", "search", index, "--query", base, "--limit", 1, "--json")).isZero();
    assertThat(json()).containsEntry("query", 0);
    Map<?, ?> first = (Map<?, ?>) ((List<?>) json().get("hits")).getFirst();
    assertThat(first.get("id")).isEqualTo(0);

    assertThat(run("index", "info", index, "--json")).isZero();
    assertThat(json()).containsEntry("count", 600).containsEntry("reachable", 600);
    assertThat(run("index", "info", index)).isZero();
    assertThat(out.toString()).contains("metric").contains("COSINE");

    assertThat(run("index", "verify", index, "--json")).isZero();
    assertThat(json()).containsEntry("sound", true);
    assertThat(((Number) json().get("bytes")).longValue()).isEqualTo(Files.size(index));
  }

  @Test
  void wrongCallsExitWithTwoAndNameTheField() throws IOException {
    assertThat(run()).isEqualTo(2);
    assertThat(run("index")).isEqualTo(2);
    assertThat(run("index", "build", "--base", base)).isEqualTo(2);
    assertThat(err.toString()).contains("--metric");
    assertThat(run("index", "build", "--base", base, "--metric", "nearby", "--out", index))
        .isEqualTo(2);
    assertThat(run("index", "build", "--base", base, "--metric", "l2", "--m", 1, "--out", index))
        .isEqualTo(2);
    assertThat(err.toString()).contains("m: expected 2 to 512, got 1");
    assertThat(Files.exists(index)).isFalse();
    Path text = Files.writeString(folder.resolve("notes.txt"), "not vectors");
    assertThat(run("index", "build", "--base", text, "--metric", "l2", "--out", index))
        .isEqualTo(2);
  }

  @Test
  void failuresExitWithOneAndSayWhere() throws IOException {
    assertThat(run("index", "info", folder.resolve("absent.prg"))).isEqualTo(1);
    assertThat(err.toString()).contains("absent.prg").doesNotContain("Exception");
    run("index", "build", "--base", base, "--metric", "l2", "--out", index);
    byte[] bytes = Files.readAllBytes(index);
    bytes[bytes.length / 2] ^= 4;
    Files.write(index, bytes);
    assertThat(run("index", "verify", index)).isEqualTo(1);
    assertThat(err.toString()).contains("index.prg at byte").contains("checksum");
    assertThat(run("index", "verify", index, "--json")).isEqualTo(1);
    assertThat(JSON.std.mapFrom(err.toString())).containsEntry("error", "CORRUPTION");
    Files.write(index, new byte[0]);
    assertThat(run("index", "info", index)).isEqualTo(1);
    assertThat(err.toString()).contains("empty file");
  }

  @Test
  void aQueryOfAnotherDimensionIsRefused() {
    run("index", "build", "--base", base, "--metric", "ip", "--out", index);
    Path other = folder.resolve("other.fbin");
    write(other, new GeneratedVectors(Distribution.UNIFORM1000, 3, 13, 1));
    assertThat(run("index", "search", index, "--query", other)).isEqualTo(2);
    assertThat(err.toString()).contains("--query: expected dimension 12, got 13");
    assertThat(run("index", "search", index, "--query", query, "-k", 0)).isEqualTo(2);
    assertThat(err.toString()).contains("k: expected 1 to 10000, got 0");
  }

  @Test
  void benchPrintsTheLinesOfThePeers() throws IOException {
    int code = run("bench", "--base", base, "--query", query, "--metric", "l2", "--name", "tiny");
    assertThat(code).as(err.toString()).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(23);
    assertThat(JSON.std.mapFrom(lines.get(0)))
        .containsKeys("lib", "ds", "cfg", "threads", "build_s", "save_s", "open_ms", "bytes")
        .containsEntry("lib", "perigee")
        .containsEntry("ds", "tiny")
        .containsEntry("cfg", "M=16 efC=200 f32");
    assertThat(JSON.std.mapFrom(lines.get(1)))
        .containsKeys("first_open_ms", "cold_start_to_first_result_ms");
    assertThat(JSON.std.mapFrom(lines.get(12)))
        .containsKeys("ef", "recall", "qps1", "p50_us", "p99_us")
        .containsEntry("ef", 400)
        .containsEntry("recall", 1.0);
    assertThat(JSON.std.mapFrom(lines.get(22)))
        .containsEntry("cfg", "M=16 efC=200 f32 recall")
        .containsEntry("ef", 0.999)
        .containsEntry("recall", 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform1000", "clustered", "embeddings"})
  void benchGeneratesData(String kind) throws IOException {
    int code =
        run(
            "bench",
            "--generate",
            kind,
            "--count",
            300,
            "--dimension",
            8,
            "--queries",
            10,
            "--metric",
            "ip");
    assertThat(code).as(err.toString()).isZero();
    assertThat(JSON.std.mapFrom(out.toString().lines().findFirst().orElseThrow()))
        .containsEntry("ds", kind + "-300x8");
    assertThat(run("bench", "--generate", "clustered", "--base", base, "--metric", "l2"))
        .isEqualTo(2);
    assertThat(run("bench", "--generate", "clustered", "--metric", "l2", "--count", 0))
        .isEqualTo(2);
  }
}
