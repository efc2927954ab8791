package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// An index whose vectors are in a file while it is built finds what one built in memory finds, and
/// leaves no file behind.
final class SpilledBuildTest {

  private static final int COUNT = 5000;
  private static final double SAMPLING = 0.015;

  @TempDir private Path folder;

  private static VectorData data(int dimension, ElementType type) {
    return VectorData.clustered(COUNT + 100, dimension, type, 31);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HNSW, L2, BINARY, 96",
    "VAMANA, COSINE, BINARY, 70",
    "VAMANA, L2, INT4, 64",
    "HNSW, INNER_PRODUCT, NONE, 33",
    "HNSW, L1, NONE, 16"
  })
  void itFindsWhatOneInMemoryFinds(GraphKind graph, Metric metric, CodeKind codes, int dimension)
      throws IOException {
    RecallProbe probe = new RecallProbe(metric, data(dimension, ElementType.F32), COUNT);
    IndexOptions options =
        probe.options().withGraph(graph).withCodes(codes).withEfConstruction(100);
    Path file = Files.createTempFile("spilled", ".prg");
    try (VectorIndex inMemory = probe.bulk(options);
        IndexBuilder builder = VectorIndex.builder(options.withSpillFolder(folder))) {
      builder.addAll(probe.base());
      long _ = builder.write(file);
      try (VectorIndex written = VectorIndex.open(file);
          VectorIndex spilled = builder.toIndex()) {
        assertThat(spilled.statistics().reachable()).isEqualTo(COUNT);
        SearchOptions ten = SearchOptions.nearest(10).ef(100);
        double expected = probe.recall(inMemory, ten) - SAMPLING;
        assertThat(probe.recall(spilled, ten)).isGreaterThanOrEqualTo(expected);
        assertThat(probe.recall(written, ten)).isGreaterThanOrEqualTo(expected);
        for (int id = 0; id < COUNT; id += 97) {
          assertThat(spilled.vector(id)).isEqualTo(probe.base().row(id));
        }
        if (metric != Metric.L1) {
          double asked = probe.recall(written, SearchOptions.nearest(10).recall(0.95));
          assertThat(asked).isGreaterThanOrEqualTo(0.95 - SAMPLING);
        }
      }
      long _ = VectorIndex.verify(file);
    } finally {
      Files.delete(file);
    }
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"BINARY", "PQ", "PQ4"})
  void oneByOneAndOnTopOfAFile(CodeKind codes) throws IOException {
    RecallProbe probe = new RecallProbe(Metric.L2, data(64, ElementType.F16), COUNT);
    IndexOptions options = probe.options().withCodes(codes).withSpillFolder(folder);
    Path file = Files.createTempFile("spilled", ".prg");
    try (VectorIndex index = probe.oneByOne(options)) {
      assertThat(probe.recall(index, SearchOptions.nearest(10).ef(150))).isGreaterThan(0.95);
    }
    try (IndexBuilder half = VectorIndex.builder(options)) {
      half.addAll(probe.base().until(COUNT / 2));
      long _ = half.write(file);
    }
    Path second = folder.resolve("second");
    try (IndexBuilder other = VectorIndex.builder(options)) {
      other.addAll(probe.base().from(COUNT / 2).until(COUNT / 2));
      long _ = other.write(second);
    }
    try (IndexBuilder both =
            VectorIndex.merge(
                List.of(file, second),
                o -> o.withSpillFolder(folder).withUniqueIds(false),
                BuildProgress.silent());
        VectorIndex index = both.toIndex()) {
      assertThat(index.count()).isEqualTo(COUNT);
      assertThat(index.statistics().reachable()).isEqualTo(COUNT);
    } finally {
      Files.delete(file);
      Files.delete(second);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void cancelledAndRefusedBuildsKeepWhatTheySay() throws IOException {
    VectorData data = data(64, ElementType.F32);
    IndexOptions options = IndexOptions.of(64, Metric.COSINE).withSpillFolder(folder);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      assertThatThrownBy(() -> builder.addAll(data, (done, total) -> false))
          .isInstanceOf(CancelledException.class);
      int kept = builder.count();
      assertThatThrownBy(() -> builder.add(COUNT + 500, new float[64]))
          .isInstanceOf(InvalidRequestException.class);
      assertThat(builder.count()).isEqualTo(kept);
    }
    assertThat(files()).isEmpty();
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> VectorIndex.builder(options.withSpillFolder(missing)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void whatABuildTakesIsToldWithoutTheVectors() {
    IndexOptions options = IndexOptions.of(768, Metric.L2).withCodes(CodeKind.BINARY);
    long inMemory = options.estimate(1_000_000).buildBytes();
    long spilled = options.withSpillFolder(folder).estimate(1_000_000).buildBytes();
    assertThat(inMemory).isGreaterThan(768 * 4 * 1_000_000L);
    assertThat(spilled).isLessThan(768 * 1_000_000L);
  }
}
