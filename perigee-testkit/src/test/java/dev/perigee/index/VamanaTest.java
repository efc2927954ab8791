package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CancelledException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A graph of one level finds what one of many finds, and is built, written, merged and added to in
/// the same ways.
final class VamanaTest {

  private static final int COUNT = 5000;
  private static final int QUERIES = 200;

  /// What the sampling of a few hundred queries may be off by.
  private static final double SAMPLING = 0.01;

  @TempDir private Path folder;

  private static VectorData data(int count, int dimension) {
    return VectorData.clustered(count, dimension, ElementType.F32, 19);
  }

  private static IndexOptions vamana(IndexOptions options) {
    return options.withGraph(GraphKind.VAMANA);
  }

  @ParameterizedTest
  @CsvSource({
    "L2, INT4, 64, 1.2",
    "COSINE, INT8, 64, 1.2",
    "INNER_PRODUCT, NONE, 64, 1.2",
    "COSINE, INT4, 32, 1.05"
  })
  void atEqualDegreeAndBeamItFindsNoLess(Metric metric, CodeKind codes, int degree, float alpha) {
    RecallProbe probe = new RecallProbe(metric, data(COUNT + QUERIES, 64), COUNT);
    IndexOptions options = probe.options().withCodes(codes).withEfConstruction(100);
    try (VectorIndex layered = probe.bulk(options.withM(degree / 2));
        VectorIndex flat =
            probe.bulk(vamana(options).withM(degree).withAlpha(alpha).withThreads(2))) {
      assertThat(flat.options().m0()).isEqualTo(layered.options().m0()).isEqualTo(degree);
      IndexStatistics statistics = flat.statistics();
      assertThat(statistics.levels()).isOne();
      assertThat(statistics.reachable()).isEqualTo(COUNT);
      assertThat(statistics.degreeMax()).isLessThanOrEqualTo(degree);
      for (int ef : new int[] {32, 100}) {
        SearchOptions ten = SearchOptions.nearest(10).ef(ef);
        assertThat(probe.recall(flat, ten))
            .as("ef %d", ef)
            .isGreaterThanOrEqualTo(probe.recall(layered, ten) - SAMPLING);
      }
      SearchOptions asked = SearchOptions.nearest(10).recall(0.95);
      assertThat(probe.recall(flat, asked)).isGreaterThanOrEqualTo(0.95 - SAMPLING);
      assertThat(probe.expanded(flat, asked))
          .as("nodes expanded, against %d", probe.expanded(layered, asked))
          .isLessThan(probe.expanded(layered, asked));
    }
  }

  @Test
  void dataWithoutNeighbourhoodsIsFoundToo() {
    VectorData uniform = VectorData.uniform(3000 + 100, 256, ElementType.F32, 3);
    RecallProbe probe = new RecallProbe(Metric.L2, uniform, 3000);
    IndexOptions options = probe.options().withEfConstruction(100);
    try (VectorIndex layered = probe.bulk(options.withM(32));
        VectorIndex flat = probe.bulk(vamana(options))) {
      SearchOptions wide = SearchOptions.nearest(10).ef(100);
      assertThat(probe.recall(flat, wide))
          .isGreaterThanOrEqualTo(probe.recall(layered, wide) - SAMPLING);
    }
  }

  @Test
  void oneThreadAndASeedMakeTheSameFile() {
    VectorData data = data(3000, 64);
    IndexOptions options = vamana(IndexOptions.of(64, Metric.L2)).withThreads(1);
    assertThat(bytes(data, options)).isEqualTo(bytes(data, options));
  }

  private static byte[] bytes(VectorData data, IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long _ = builder.write(Channels.newChannel(out));
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, IndexOptions.BUILD_MEMORY_DEFAULT_BYTES})
  void aFileIsOpenedAddedToAndMergedAsItIs(long buildMemoryBytes) {
    VectorData data = data(6000 + 100, 64);
    IndexOptions options =
        vamana(IndexOptions.of(64, Metric.COSINE))
            .withM(24)
            .withAlpha(1.1f)
            .withBuildMemoryBytes(buildMemoryBytes);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data.until(4000));
      for (int i = 4000; i < 5000; i++) {
        builder.add(i, data.encoded(i));
      }
      long _ = builder.write(first);
    }
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int i = 5000; i < 6000; i++) {
        builder.add(i, data.encoded(i));
      }
      long _ = builder.write(second);
    }
    assertThat(VectorIndex.verify(first)).isPositive();
    RecallProbe probe = new RecallProbe(Metric.COSINE, data, 6000);
    try (IndexBuilder merged =
            VectorIndex.merge(java.util.List.of(first, second), o -> o, BuildProgress.silent());
        VectorIndex index = merged.toIndex()) {
      assertThat(index.options().graph()).isEqualTo(GraphKind.VAMANA);
      assertThat(index.options().alpha()).isEqualTo(1.1f);
      assertThat(index.options().m0()).isEqualTo(24);
      assertThat(index.count()).isEqualTo(6000);
      assertThat(index.statistics().reachable()).isEqualTo(6000);
      assertThat(probe.recall(index, SearchOptions.nearest(10).ef(100))).isGreaterThan(0.95);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 70})
  void fewVectorsOrCopiesOfOneAreNoTrouble(int count) {
    IndexOptions options = vamana(IndexOptions.of(8, Metric.L2));
    Path file = folder.resolve("few");
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int i = 0; i < count; i++) {
        builder.add(i, new float[] {1, 2, 3, 4, 5, 6, 7, i % 2});
      }
      long _ = builder.write(file);
    }
    try (VectorIndex index = VectorIndex.open(file)) {
      SearchResult result =
          index.search(new float[] {1, 2, 3, 4, 5, 6, 7, 0}, SearchOptions.nearest(100).ef(200));
      assertThat(result.hits()).hasSize(count);
      assertThat(index.statistics().reachable()).isEqualTo(count);
    }
  }

  @Test
  void aCancelledBuildKeepsNothing() {
    VectorData data = data(3000, 64);
    try (IndexBuilder builder = VectorIndex.builder(vamana(IndexOptions.of(64, Metric.L2)))) {
      long end = System.nanoTime();
      assertThatThrownBy(() -> builder.addAll(data, (done, total) -> System.nanoTime() < end))
          .isInstanceOf(CancelledException.class);
      assertThat(builder.count()).isZero();
      builder.addAll(data);
      assertThat(builder.count()).isEqualTo(3000);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, IndexOptions.BUILD_MEMORY_DEFAULT_BYTES})
  void progressGoesFromNothingToAllOnce(long buildMemoryBytes) {
    IndexOptions options =
        vamana(IndexOptions.of(64, Metric.L2)).withBuildMemoryBytes(buildMemoryBytes);
    long[] last = new long[1];
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(
          data(3000, 64),
          (done, total) -> {
            assertThat(done).isBetween(last[0], total);
            assertThat(total).isEqualTo(3000);
            last[0] = done;
            return true;
          });
    }
    assertThat(last[0]).isEqualTo(3000);
  }

  @ParameterizedTest
  @ValueSource(floats = {0.99f, 2.01f, Float.NaN})
  void anAlphaOutOfRangeIsRefused(float alpha) {
    assertThatThrownBy(() -> IndexOptions.of(8, Metric.L2).withAlpha(alpha))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("alpha: expected 1 to 2, got " + alpha);
  }
}
