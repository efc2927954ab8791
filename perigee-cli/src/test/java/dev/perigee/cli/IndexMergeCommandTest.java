package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `perigee index merge` as a shell sees it.
final class IndexMergeCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  private Path index(String name, Metric metric, int from, int to) {
    Path path = folder.resolve(name);
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(2, metric))) {
      for (int id = from; id < to; id++) {
        builder.add(id, new float[] {id, 1});
      }
      builder.write(path);
    }
    return path;
  }

  @Test
  void mergesIntoANewFileAndIntoOneOfItsInputs() throws IOException {
    Path first = index("first.prg", Metric.L2, 0, 30);
    Path second = index("second.prg", Metric.L2, 30, 80);
    Path third = index("third.prg", Metric.L2, 80, 90);
    Path merged = folder.resolve("merged.prg");
    assertThat(run("index", "merge", "--out", merged, first, second)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("merged.prg: 80 vectors of 2 dimensions from 2 files");
    assertThat(run("index", "verify", merged)).isZero();

    int code = run("index", "merge", "--json", "--threads", 1, "--out", merged, third, merged);
    assertThat(code).as(err.toString()).isZero();
    Map<String, Object> line = JSON.std.mapFrom(out.toString());
    assertThat(line).containsEntry("count", 90).containsEntry("inputs", 2);
    assertThat(((Number) line.get("bytes")).longValue()).isEqualTo(Files.size(merged));
    try (VectorIndex index = VectorIndex.open(merged)) {
      for (int id = 0; id < 90; id++) {
        assertThat(index.vector(id)).containsExactly(id, 1);
      }
    }
  }

  @Test
  void refusalsSayWhyAndWriteNothing() throws IOException {
    Path first = index("first.prg", Metric.L2, 0, 30);
    Path same = index("same.prg", Metric.L2, 29, 40);
    Path cosine = index("cosine.prg", Metric.COSINE, 50, 60);
    Path merged = folder.resolve("merged.prg");
    assertThat(run("index", "merge", first, same)).isEqualTo(2);
    assertThat(err.toString()).contains("--out");
    assertThat(run("index", "merge", "--out", merged)).isEqualTo(2);
    assertThat(run("index", "merge", "--out", merged, first)).isEqualTo(2);
    assertThat(err.toString()).contains("paths: expected 2 to 1024 files, got 1");
    assertThat(run("index", "merge", "--out", merged, first, cosine)).isEqualTo(2);
    assertThat(err.toString()).contains("metric: expected L2").contains("cosine.prg");
    assertThat(run("index", "merge", "--out", merged, first, same)).isEqualTo(1);
    assertThat(err.toString()).contains("got 29 in").contains("same.prg");
    assertThat(run("index", "merge", "--out", merged, first, folder.resolve("x.prg"), "--json"))
        .isEqualTo(1);
    assertThat(JSON.std.mapFrom(err.toString())).containsEntry("error", "NOT_FOUND");
    assertThat(Files.exists(merged)).isFalse();
  }
}
