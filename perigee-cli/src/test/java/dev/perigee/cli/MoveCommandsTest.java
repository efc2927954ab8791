package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.perigee.formats.hnswlib.HnswlibWriter;
import dev.perigee.formats.hnswlib.HnswlibWriterOptions;
import dev.perigee.index.Hit;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexContents;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `perigee inspect` and `perigee convert` as a shell sees them: out to a library and back.
final class MoveCommandsTest {

  private static final int COUNT = 600;
  private static final int DIMENSION = 12;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final float[][] rows = new float[COUNT][DIMENSION];

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  private Path index(Metric metric) {
    SplittableRandom random = new SplittableRandom(4);
    Path path = folder.resolve("ours.prg");
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(DIMENSION, metric).withM(6))) {
      for (int row = 0; row < COUNT; row++) {
        for (int i = 0; i < DIMENSION; i++) {
          rows[row][i] = (float) random.nextDouble(-1, 1);
        }
        builder.add(1000L + row, rows[row]);
      }
      long _ = builder.write(path);
    }
    return path;
  }

  private List<List<Long>> answers(Path path) {
    try (VectorIndex index = VectorIndex.open(path)) {
      return IntStream.range(0, 50)
          .mapToObj(i ->
              index.search(rows[i], SearchOptions.nearest(10).ef(30)).hits().stream()
                  .map(Hit::id)
                  .toList())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "L2, USEARCH, there.usearch, there.usearch, USearch",
    "COSINE, USEARCH, there.usearch, there.usearch, USearch",
    "L2, HNSWLIB, there.bin, there.bin, hnswlib",
    "L2, HNSW_RS, there, there.hnsw.graph, hnsw_rs"
  })
  void goesOutToALibraryAndBack(
      Metric metric, String to, String target, String written, String library) throws IOException {
    Path ours = index(metric);
    assertThat(run("convert", ours, folder.resolve(target), "--to", to)).as("%s", err).isZero();
    Path there = folder.resolve(written);
    assertThat(run("inspect", there, "--json", "--metric", metric)).as("%s", err).isZero();
    Map<String, Object> said = JSON.std.mapFrom(out.toString());
    assertThat(said)
        .containsEntry("library", library)
        .containsEntry("count", COUNT)
        .containsEntry("dimension", DIMENSION)
        .containsEntry("graph", true);
    Path back = folder.resolve("back.prg");
    assertThat(run("convert", there, back, "--metric", metric, "--json")).as("%s", err).isZero();
    assertThat(JSON.std.mapFrom(out.toString()))
        .containsEntry("graph", "taken over")
        .containsEntry("count", COUNT)
        .containsEntry("removed", 0);
    assertThat(run("index", "verify", back)).isZero();
    assertThat(answers(back)).isEqualTo(answers(ours));
    Path anew = folder.resolve("anew.prg");
    assertThat(run("convert", there, anew, "--metric", metric, "--rebuild")).as("%s", err).isZero();
    assertThat(out.toString()).contains("graph      built");
  }

  @Test
  void removedRowsStayBehind() {
    Path ours = index(Metric.L2);
    Path there = folder.resolve("there.bin");
    try (VectorIndex index = VectorIndex.open(ours)) {
      HnswlibWriter.write(
          there,
          IndexContents.vectors(index),
          IndexContents.links(index),
          HnswlibWriterOptions.of(Metric.L2, IndexContents.links(index))
              .withRemoved(row -> row % 3 == 0));
    }
    for (String how : List.of("--json", "--rebuild")) {
      Path back = folder.resolve("back" + how + ".prg");
      assertThat(run("convert", there, back, "--metric", "L2", how)).as("%s", err).isZero();
      try (VectorIndex index = VectorIndex.open(back)) {
        assertThat(index.count()).isEqualTo(COUNT - 200);
        assertThat(index.statistics().reachable()).isEqualTo(COUNT - 200);
        for (int row = 0; row < COUNT; row++) {
          assertThat(index.contains(1000L + row)).isEqualTo(row % 3 != 0);
        }
      }
    }
  }

  @Test
  void anIndexWhoseRowsAreAllRemovedBecomesAnEmptyOne() {
    Path ours = index(Metric.L2);
    Path there = folder.resolve("there.bin");
    try (VectorIndex index = VectorIndex.open(ours)) {
      HnswlibWriter.write(
          there,
          IndexContents.vectors(index),
          IndexContents.links(index),
          HnswlibWriterOptions.of(Metric.L2, IndexContents.links(index)).withRemoved(row -> true));
    }
    Path back = folder.resolve("back.prg");
    assertThat(run("convert", there, back, "--metric", "L2")).as("%s", err).isZero();
    try (VectorIndex index = VectorIndex.open(back)) {
      assertThat(index.count()).isZero();
    }
  }

  /// A map of FAISS may give an id to several rows, as chunks of one document.
  @Test
  void idsOfAMapMayStandForSeveralRows() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    for (String letters : List.of("IxMp", "IxF2")) {
      bytes.put(letters.getBytes(StandardCharsets.US_ASCII));
      bytes.putInt(2).putLong(3).putLong(1 << 20).putLong(1 << 20).put((byte) 1).putInt(1);
    }
    bytes.putLong(6).putFloat(0).putFloat(0).putFloat(1).putFloat(0).putFloat(9).putFloat(9);
    bytes.putLong(3).putLong(70).putLong(80).putLong(70);
    Path there = Files.write(folder.resolve("map"), Arrays.copyOf(bytes.array(), bytes.position()));
    Path back = folder.resolve("back.prg");
    assertThat(run("convert", there, back)).as("%s", err).isZero();
    try (VectorIndex index = VectorIndex.open(back)) {
      assertThat(index.count()).isEqualTo(3);
      assertThat(index.search(new float[] {8, 8}, SearchOptions.nearest(1)).hits())
          .extracting(Hit::id)
          .containsExactly(70L);
    }
  }

  @Test
  void wrongInputIsTold() throws IOException {
    Path ours = index(Metric.L2);
    Path text = Files.writeString(folder.resolve("text"), "not an index at all");
    assertThat(run("inspect", text)).isEqualTo(2);
    assertThat(err.toString()).contains("text: expected an index of Perigee, USearch, hnsw_rs");
    assertThat(run("inspect", folder.resolve("none"))).isEqualTo(1);
    assertThat(err.toString()).contains("none: expected a file, found none");
    assertThat(run("convert", ours, folder.resolve("x.what"))).isEqualTo(2);
    assertThat(err.toString()).contains("to: expected PERIGEE, HNSWLIB, USEARCH, HNSW_RS, FBIN");
    Path there = folder.resolve("there.bin");
    assertThat(run("convert", ours, there)).isZero();
    assertThat(run("convert", there, folder.resolve("back.prg"))).isEqualTo(2);
    assertThat(err.toString()).contains("metric: expected one that Perigee has");
    byte[] bytes = Files.readAllBytes(there);
    Files.write(there, Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(run("convert", there, folder.resolve("back.prg"), "--metric", "L2")).isEqualTo(1);
    assertThat(err.toString()).contains("there.bin at byte ");
    assertThat(folder.resolve("back.prg")).doesNotExist();
  }

  /// A pipe that nobody writes into must not be waited for.
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void pipesAreRefused() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assumeTrue(madePipe(pipe), "no pipes here");
    Path target = folder.resolve("x.prg");
    for (List<Object> command :
        List.<List<Object>>of(
            List.of("inspect", pipe),
            List.of("convert", pipe, target),
            List.of("index", "info", pipe),
            List.of("index", "search", pipe, "--query", pipe))) {
      assertThat(run(command.toArray())).as("%s", command).isEqualTo(2);
      assertThat(err.toString()).as("%s", command).contains("expected a regular file");
    }
  }

  private static boolean madePipe(Path path) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
