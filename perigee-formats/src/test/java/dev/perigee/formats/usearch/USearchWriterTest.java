package dev.perigee.formats.usearch;

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

class USearchWriterTest {

  @TempDir Path folder;

  /// What is behind the last valid neighbour is whatever was there before; ours is zero.
  @ParameterizedTest
  @CsvSource({
    "f32_l2sq_one, L2",
    "f32_cos_empty, COSINE",
    "f32_cos, COSINE",
    "f32_l2sq, L2",
    "f32_l2sq_removed, L2",
    "f16_cos, COSINE",
    "i8_cos, COSINE",
    "i8_l2sq, L2",
    "f64_l2sq, L2",
    "b1_hamming, HAMMING"
  })
  void writesWhatTheLibraryWroteButForUnusedRoom(String name, Metric metric) throws IOException {
    Path read = ForeignFixtures.copy("usearch", name + ".usearch", folder);
    Path written = folder.resolve("written.usearch");
    try (USearchIndex index = USearchIndex.open(read)) {
      USearchWriter.write(
          written,
          index.vectors(),
          index.links(),
          USearchWriterOptions.of(metric, index.links())
              .withDegrees(new DegreeLimits(16, 32))
              .withRemoved(index::isRemoved));
    }
    byte[] expected = Files.readAllBytes(read);
    clearUnusedRoom(expected);
    assertThat(Files.readAllBytes(written)).isEqualTo(expected);
  }

  /// Puts zeros behind the links of each node, by the layout of a file with M 16.
  private static void clearUnusedRoom(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int rows = bytes.getInt();
    int at = 8 + rows * bytes.getInt() + 64 + 40 + 2 * rows;
    for (int row = 0; row < rows; row++) {
      int levels = bytes.getShort(at + 8);
      at += 10;
      for (int level = 0; level <= levels; level++) {
        int room = level == 0 ? 32 : 16;
        for (int i = bytes.getInt(at); i < room; i++) {
          bytes.putInt(at + 4 + 4 * i, 0);
        }
        at += 4 + 4 * room;
      }
    }
    assertThat(at).isEqualTo(file.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 100})
  void readsBackWhatItWrote(int count) {
    SmallGraph graph = SmallGraph.of(count, 7, 3, 5);
    VectorSource vectors = graph.vectors(6);
    Path path = folder.resolve("small.usearch");
    USearchWriter.write(
        path,
        vectors,
        graph,
        USearchWriterOptions.of(Metric.COSINE, graph).withRemoved(row -> row % 3 == 1));
    try (USearchIndex index = USearchIndex.open(path)) {
      assertThat(index.description().metric()).isEqualTo(Metric.COSINE);
      assertThat(index.links().entryNode()).isEqualTo(graph.entryNode());
      int[] expected = new int[8];
      int[] found = new int[8];
      for (int node = 0; node < count; node++) {
        assertThat(index.isRemoved(node)).isEqualTo(node % 3 == 1);
        assertThat(index.vectors().id(node)).isEqualTo(node % 3 == 1 ? -1 : vectors.id(node));
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
  void writesIdsThatStandForSeveralRowsIfAsked() {
    SmallGraph graph = SmallGraph.of(20, 6, 3, 2);
    Path path = folder.resolve("multi.usearch");
    USearchWriterOptions options = USearchWriterOptions.of(Metric.L2, graph);
    assertThatThrownBy(() ->
            USearchWriter.write(path, new RowsOfOneId(5, ElementType.INT8, 20), graph, options))
        .isInstanceOf(ConflictException.class);
    USearchWriter.write(
        path, new RowsOfOneId(5, ElementType.INT8, 20), graph, options.withMulti(true));
    try (USearchIndex index = USearchIndex.open(path)) {
      assertThat(index.description().parameters()).containsEntry("multi", "true");
      assertThat(index.vectors().id(19)).isEqualTo(5);
    }
  }

  @Test
  void refusesWhatItCannotSay() {
    SmallGraph graph = SmallGraph.of(20, 6, 3, 2);
    USearchWriterOptions options = USearchWriterOptions.of(Metric.L2, graph).withMulti(true);
    Path path = folder.resolve("refused.usearch");
    assertThatThrownBy(() -> USearchWriterOptions.of(Metric.L1, graph))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> options.withDegrees(new DegreeLimits(16, 1 << 21)))
        .hasMessageStartingWith("degrees: ");
    assertThatThrownBy(() ->
            USearchWriter.write(
                path, graph.vectors(2), graph, options.withDegrees(new DegreeLimits(1, 6))))
        .hasMessageStartingWith("links: expected at most 1 on level 1");
    assertThatThrownBy(() ->
            USearchWriter.write(path, new RowsOfOneId(-1, ElementType.F16, 20), graph, options))
        .hasMessageStartingWith("ids: expected none of -1");
    assertThat(folder).isEmptyDirectory();
  }
}
