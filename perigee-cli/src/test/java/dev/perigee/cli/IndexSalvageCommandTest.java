package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `perigee index salvage`, and what `index verify` says of a damaged file.
final class IndexSalvageCommandTest {

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

  private Path damaged(long offset) throws IOException {
    Path path = folder.resolve("damaged.prg");
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(32, Metric.L2).withM(6))) {
      builder.addAll(new GeneratedVectors(Distribution.CLUSTERED, 800, 32, 3));
      long _ = builder.write(path);
    }
    byte[] bytes = Files.readAllBytes(path);
    bytes[(int) offset] ^= 0x20;
    return Files.write(path, bytes);
  }

  /// Where the vectors begin: section 3 of the table.
  private static long vectorsAt(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(128 + 2 * 32 + 8);
  }

  @Test
  void tellsWhatIsDamagedAndSavesTheRest() throws IOException {
    long at = vectorsAt(damaged(5000));
    Path file = damaged(at + 40 * 128);
    assertThat(run("index", "verify", file)).isEqualTo(1);
    assertThat(out.toString()).contains("VECTORS").contains("rows 32 to 63").contains("changed");
    assertThat(err.toString()).contains("damaged.prg at byte");
    assertThat(run("index", "verify", file, "--json")).isEqualTo(1);
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("sound", false)
        .containsKey("damage");

    Path good = folder.resolve("good.prg");
    assertThat(run("index", "salvage", file, "--out", good, "--json")).as("%s", err).isZero();
    Map<String, Object> said = JSON.std.mapFrom(out.toString());
    assertThat(said)
        .containsEntry("count", 800)
        .containsEntry("kept", 768)
        .containsEntry("graph", "patched")
        .containsEntry("lost_rows", List.of(List.of(32, 64)));
    assertThat(((List<?>) said.get("lost_ids")).stream().map(String::valueOf))
        .hasSize(32)
        .contains("40");
    assertThat(run("index", "verify", good)).isZero();
    assertThat(run("index", "salvage", file, "--out", good)).isZero();
    assertThat(out.toString())
        .contains("768 of 800 vectors, graph patched")
        .contains("lost rows 32 to 63");
  }

  @Test
  void aSoundFileIsCopiedAndALostOneRefused() throws IOException {
    Path file = damaged(5000);
    Path good = folder.resolve("good.prg");
    assertThat(run("index", "salvage", file, "--out", good)).isZero();
    assertThat(out.toString()).contains("800 of 800 vectors, graph built");
    Path copy = folder.resolve("copy.prg");
    assertThat(run("index", "salvage", good, "--out", copy)).isZero();
    assertThat(out.toString()).contains("is sound").contains("graph copied");
    assertThat(copy).hasSameBinaryContentAs(good);
    Files.writeString(file, "no index at all");
    assertThat(run("index", "salvage", file, "--out", good)).isEqualTo(1);
    assertThat(err.toString()).contains("at most one byte is damaged").contains("backup");
  }
}
