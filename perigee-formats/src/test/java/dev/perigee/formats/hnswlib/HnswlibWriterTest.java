package dev.perigee.formats.hnswlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.DegreeLimits;
import dev.perigee.formats.foreign.ForeignFixtures;
import dev.perigee.formats.foreign.ForeignRows;
import dev.perigee.formats.foreign.RowsOfOneId;
import dev.perigee.formats.foreign.SmallGraph;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HnswlibWriterTest {

  @TempDir Path folder;

  /// What is behind the last valid neighbour is whatever was there before; ours is zero.
  @ParameterizedTest
  @CsvSource({"l2_deleted.bin, L2", "l2_empty.bin, L2", "l2.bin, L2", "cosine.bin, COSINE"})
  void writesWhatTheLibraryWroteButForUnusedRoom(String name, Metric metric) throws IOException {
    Path read = ForeignFixtures.copy("hnswlib", name, folder);
    Path written = folder.resolve("written.bin");
    byte[] expected = Files.readAllBytes(read);
    try (HnswlibIndex index = HnswlibIndex.open(read, HnswlibOptions.of(metric))) {
      HnswlibWriter.write(
          written,
          index.vectors(),
          index.links(),
          HnswlibWriterOptions.of(metric, index.links())
              .withDegrees(new DegreeLimits(16, 32))
              .withEfConstruction(
                  Integer.parseInt(index.description().parameters().get("ef_construction")))
              .withCapacity(Long.parseLong(index.description().parameters().get("max_elements")))
              .withRemoved(index::isRemoved));
      clearUnusedRoom(expected, index.links());
    }
    assertThat(Files.readAllBytes(written)).isEqualTo(expected);
  }

  /// Puts zeros behind the links of each node, by the layout of a file with M 16 and 32 floats.
  private static void clearUnusedRoom(byte[] file, LinkSource links) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 96;
    for (int node = 0; node < links.count(); node++) {
      clear(bytes, at, 32);
      at += 4 + 32 * 4 + 32 * 4 + 8;
    }
    for (int node = 0; node < links.count(); node++) {
      int levels = bytes.getInt(at) / (4 + 16 * 4);
      at += 4;
      for (int level = 0; level < levels; level++) {
        clear(bytes, at, 16);
        at += 4 + 16 * 4;
      }
    }
    assertThat(at).isEqualTo(file.length);
  }

  private static void clear(ByteBuffer bytes, int at, int room) {
    for (int i = bytes.getShort(at); i < room; i++) {
      bytes.putInt(at + 4 + 4 * i, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 100})
  void readsBackWhatItWrote(int count) {
    SmallGraph graph = SmallGraph.of(count, 7, 3, 5);
    VectorSource vectors = graph.vectors(6);
    Path path = folder.resolve("small.bin");
    HnswlibWriter.write(
        path,
        vectors,
        graph,
        HnswlibWriterOptions.of(Metric.L2, graph).withRemoved(row -> row % 3 == 1));
    try (HnswlibIndex index = HnswlibIndex.open(path, HnswlibOptions.of(Metric.L2))) {
      assertThat(index.links().entryNode()).isEqualTo(graph.entryNode());
      assertThat(index.description().parameters()).containsEntry("M", "4");
      int[] expected = new int[8];
      int[] found = new int[8];
      for (int node = 0; node < count; node++) {
        assertThat(index.isRemoved(node)).isEqualTo(node % 3 == 1);
        assertThat(index.vectors().id(node)).isEqualTo(vectors.id(node));
        assertThat(ForeignRows.raw(index.vectors(), node))
            .isEqualTo(ForeignRows.raw(vectors, node));
        assertThat(index.links().level(node)).isEqualTo(graph.level(node));
        for (int level = 0; level <= graph.level(node); level++) {
          int degree = graph.neighbours(level, node, expected);
          assertThat(index.links().neighbours(level, node, found)).isEqualTo(degree);
          assertThat(Arrays.copyOf(found, degree)).isEqualTo(Arrays.copyOf(expected, degree));
        }
      }
    }
  }

  @Test
  void dividesVectorsByTheirLengthsForCosine() {
    SmallGraph graph = SmallGraph.of(3, 2, 2, 1);
    VectorSource vectors = graph.vectors(4);
    Path path = folder.resolve("cosine.bin");
    HnswlibWriter.write(path, vectors, graph, HnswlibWriterOptions.of(Metric.COSINE, graph));
    try (HnswlibIndex index = HnswlibIndex.open(path, HnswlibOptions.of(Metric.COSINE))) {
      for (int row = 0; row < 3; row++) {
        double[] written = ForeignRows.row(index.vectors(), row);
        assertThat(ForeignRows.dot(written, written)).isBetween(0.999999, 1.000001);
        assertThat(ForeignRows.cosine(written, ForeignRows.row(vectors, row))).isLessThan(0.000001);
      }
    }
  }

  @Test
  void refusesWhatItCannotSay() {
    SmallGraph graph = SmallGraph.of(20, 6, 3, 2);
    HnswlibWriterOptions options = HnswlibWriterOptions.of(Metric.L2, graph);
    Path path = folder.resolve("refused.bin");
    assertThatThrownBy(() -> HnswlibWriterOptions.of(Metric.HAMMING, graph))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> options.withDegrees(new DegreeLimits(10_001, 10_001)))
        .hasMessageStartingWith("m: ");
    assertThatThrownBy(() -> options.withDegrees(new DegreeLimits(16, 65_536)))
        .hasMessageStartingWith("m0: ");
    assertThatThrownBy(() ->
            HnswlibWriter.write(
                path, graph.vectors(2), graph, options.withDegrees(new DegreeLimits(2, 3))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("links: expected at most");
    assertThatThrownBy(
            () -> HnswlibWriter.write(path, SmallGraph.of(19, 1, 1, 1).vectors(2), graph, options))
        .hasMessageStartingWith("links: expected 19 nodes");
    assertThatThrownBy(() ->
            HnswlibWriter.write(path, new RowsOfOneId(5, ElementType.INT8, 20), graph, options))
        .isInstanceOf(ConflictException.class);
    assertThat(path).doesNotExist();
    assertThat(folder).isEmptyDirectory();
  }
}
