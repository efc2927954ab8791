package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data that tears graphs apart: duplicates, islands, few links. Every vector stays reachable.
final class GraphSoundnessTest {

  private static void assertReachable(float[][] rows, IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(VectorData.of(rows, ElementType.F32));
      try (VectorIndex index = builder.toIndex()) {
        assertThat(index.statistics().reachable()).isEqualTo(rows.length);
        assertThat(index.statistics().degreeMax()).isLessThanOrEqualTo(options.m0());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void duplicatesByTheThousand(int threads) {
    float[][] rows = new float[5000][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {i % 3, 1, 2, 3};
    }
    assertReachable(rows, IndexOptions.of(4, Metric.L2).withThreads(threads));
    float[][] equal = new float[3000][];
    Arrays.setAll(equal, i -> new float[] {1, 1});
    assertReachable(equal, IndexOptions.of(2, Metric.COSINE).withThreads(threads));
  }

  @Test
  void islandsFarApart() {
    SplittableRandom random = new SplittableRandom(5);
    float[][] rows = new float[4000][8];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 8; j++) {
        rows[i][j] = (i % 40) * 1e6f + random.nextFloat();
      }
    }
    assertReachable(rows, IndexOptions.of(8, Metric.L2));
  }

  @Test
  void theFewestLinks() {
    VectorData data = VectorData.uniform(3000, 16, ElementType.F32, 9);
    float[][] rows = new float[3000][];
    Arrays.setAll(rows, data::row);
    assertReachable(rows, IndexOptions.of(16, Metric.L2).withM(2).withM0(2).withEfConstruction(4));
  }

  @Test
  void innerProductOfVeryDifferentNorms() {
    VectorData data = VectorData.uniform(3000, 16, ElementType.F32, 10);
    float[][] rows = new float[3000][16];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 16; j++) {
        rows[i][j] = data.row(i)[j] * (float) Math.pow(10, i % 7);
      }
    }
    assertReachable(rows, IndexOptions.of(16, Metric.INNER_PRODUCT));
  }

  @Test
  void aRowOfNumbersIsFoundEndToEnd() {
    // one dimension, sorted: links lead far only through the upper levels
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(1, Metric.L1).withM(4))) {
      for (int i = 0; i < 3000; i++) {
        builder.add(i, new float[] {i});
      }
      try (VectorIndex index = builder.toIndex()) {
        for (int i = 0; i < 3000; i += 37) {
          List<Hit> hits = index.search(new float[] {i + 0.1f}, SearchOptions.nearest(1)).hits();
          assertThat(hits.getFirst().id()).isEqualTo(i);
        }
      }
    }
  }
}
