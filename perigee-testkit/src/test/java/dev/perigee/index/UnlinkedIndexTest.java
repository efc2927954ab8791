package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// An index without a graph does all that one with a graph does, by reading.
final class UnlinkedIndexTest {

  private static final int COUNT = 1500;
  private static final int QUERIES = 30;

  @TempDir private Path folder;

  private static IndexOptions options(int dimension, Metric metric) {
    return IndexOptions.of(dimension, metric).withM(2).withThreads(2).withLinked(false);
  }

  private static BruteForce oracle(Metric metric, VectorData data, int count) {
    BruteForce oracle = new BruteForce(metric);
    for (int i = 0; i < count; i++) {
      oracle.add(i, data.row(i));
    }
    return oracle;
  }

  private Path write(String name, IndexOptions options, VectorData data) {
    Path path = folder.resolve(name);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(data);
      builder.write(path);
    }
    VectorIndex.verify(path);
    return path;
  }

  @ParameterizedTest
  @CsvSource({
    "L2, F32, 1", "L2, F32, 3", "COSINE, F32, 64", "L2, F32, 384", "INNER_PRODUCT, F16, 64",
    "COSINE, F16, 3", "L1, F32, 64", "L1, INT8, 3", "L2, INT8, 384", "COSINE, INT8, 64",
    "HAMMING, BIT, 64", "JACCARD, BIT, 384"
  })
  void aFileFindsTheNearest(Metric metric, ElementType type, int dimension) {
    VectorData data = VectorData.clustered(COUNT + QUERIES, dimension, type, 11);
    VectorData base = data.until(COUNT);
    BruteForce oracle = oracle(metric, data, COUNT);
    Path path = write("file", options(dimension, metric).withElementType(type), base);
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThat(index.options().linked()).isFalse();
      for (int i = COUNT; i < COUNT + QUERIES; i++) {
        List<Neighbour> truth = oracle.nearest(data.row(i), 10);
        for (SearchOptions search :
            List.of(
                SearchOptions.nearest(10).asExact(),
                SearchOptions.nearest(10).recall(1),
                SearchOptions.nearest(10).recall(0.5),
                SearchOptions.nearest(10).ef(10))) {
          SearchResult result = index.search(data.encoded(i), search);
          assertThat(BruteForce.recall(result.hits(), truth)).isEqualTo(1);
          assertThat(result.statistics().distanceComputations()).isGreaterThanOrEqualTo(COUNT);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CodeKind.class)
  void codesAreReadAndRanked(CodeKind codes) {
    VectorData data = VectorData.clustered(COUNT + 100, 70, ElementType.F32, 12);
    RecallProbe probe = new RecallProbe(Metric.COSINE, data, COUNT);
    IndexOptions options = options(70, Metric.COSINE).withCodes(codes);
    for (VectorIndex each : List.of(probe.bulk(options), probe.oneByOne(options))) {
      try (VectorIndex index = each) {
        assertThat(probe.recall(index, SearchOptions.nearest(10))).isGreaterThan(0.99);
        assertThat(probe.recall(index, SearchOptions.nearest(10).asExact())).isEqualTo(1);
      }
    }
    IndexOptions reranked = codes == CodeKind.NONE ? options : options.withRerank(RerankCopy.INT8);
    try (VectorIndex index = VectorIndex.open(write("reranked", reranked, probe.base()))) {
      assertThat(probe.recall(index, SearchOptions.nearest(10))).isGreaterThan(0.97);
    }
  }

  @Test
  void acceptSetsSharedIdsAndBatches() {
    VectorData data = VectorData.clustered(COUNT + QUERIES, 64, ElementType.F32, 13);
    BruteForce oracle = new BruteForce(Metric.L2);
    try (IndexBuilder builder = VectorIndex.builder(options(64, Metric.L2).withUniqueIds(false))) {
      for (int i = 0; i < COUNT; i++) {
        builder.add(i / 5, data.row(i));
        oracle.add(i / 5, data.row(i));
      }
      try (VectorIndex index = builder.toIndex()) {
        SearchOptions odd = SearchOptions.nearest(10).accept(index.acceptIds(id -> id % 2 == 1));
        List<SearchResult> batch = index.searchAll(data.from(COUNT), odd, 2);
        double recall = 0;
        for (int i = 0; i < QUERIES; i++) {
          float[] query = data.row(COUNT + i);
          List<Neighbour> truth = oracle.nearest(query, 10, id -> id % 2 == 1);
          List<Hit> hits = index.search(query, odd).hits();
          assertThat(hits).hasSize(10).extracting(Hit::id).doesNotHaveDuplicates();
          assertThat(hits).allMatch(hit -> hit.id() % 2 == 1).isEqualTo(batch.get(i).hits());
          recall += BruteForce.recall(hits, truth) / QUERIES;
        }
        assertThat(recall).isGreaterThan(0.99);
      }
    }
  }

  @Test
  void thereIsNoGraphToDescribe() {
    VectorData data = VectorData.clustered(COUNT, 64, ElementType.F32, 14);
    Path path = write("described", options(64, Metric.L2), data);
    try (VectorIndex index = VectorIndex.open(path)) {
      IndexStatistics statistics = index.statistics();
      assertThat(statistics.count()).isEqualTo(COUNT);
      assertThat(statistics.reachable()).as("does not apply").isEqualTo(-1);
      assertThat(statistics.levels()).isZero();
      assertThat(statistics.degreeMean()).isZero();
      assertThat(statistics.recallCurves()).isEmpty();
      index.calibrate(data.until(10));
      assertThat(index.statistics().recallCurves()).isEmpty();
    }
  }

  @Test
  void aBuilderGoesOnWithoutLinks() {
    VectorData data = VectorData.clustered(COUNT + QUERIES, 64, ElementType.F32, 15);
    Path path = write("first", options(64, Metric.L2), data.until(1200));
    try (VectorIndex first = VectorIndex.open(path);
        IndexBuilder builder = VectorIndex.builder(first)) {
      for (int i = 1200; i < COUNT; i++) {
        builder.add(i, data.row(i));
      }
      builder.write(path);
    }
    VectorIndex.verify(path);
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThat(index.options().linked()).isFalse();
      assertThat(index.count()).isEqualTo(COUNT);
      assertThat(index.search(data.row(1400), SearchOptions.nearest(1)).hits().getFirst().id())
          .isEqualTo(1400);
    }
  }

  @Test
  void mergesFollowTheLargestOrTheOptions() {
    VectorData data = VectorData.clustered(COUNT + QUERIES, 64, ElementType.F32, 16);
    RowsWithIds rest = new RowsWithIds(data.from(1000).until(COUNT - 1000), 1000);
    Path large = write("large", options(64, Metric.L2).withM(8), data.until(1000));
    Path small = folder.resolve("small");
    try (IndexBuilder builder =
        VectorIndex.builder(options(64, Metric.L2).withM(8).withLinked(true))) {
      builder.addAll(rest);
      builder.write(small);
    }
    BruteForce oracle = oracle(Metric.L2, data, COUNT);
    for (boolean linked : new boolean[] {false, true}) {
      UnaryOperator<IndexOptions> change = options -> options.withLinked(linked);
      Path merged = folder.resolve("merged" + linked);
      try (IndexBuilder builder =
          VectorIndex.merge(List.of(small, large), change, BuildProgress.silent())) {
        builder.write(merged);
      }
      VectorIndex.verify(merged);
      try (VectorIndex index = VectorIndex.open(merged)) {
        assertThat(index.options().linked()).isEqualTo(linked);
        assertThat(index.statistics().reachable()).isEqualTo(linked ? COUNT : -1);
        double recall = 0;
        for (int i = COUNT; i < COUNT + QUERIES; i++) {
          List<Hit> hits = index.search(data.row(i), SearchOptions.nearest(10)).hits();
          recall += BruteForce.recall(hits, oracle.nearest(data.row(i), 10)) / QUERIES;
        }
        assertThat(recall).isGreaterThan(0.97);
      }
    }
  }

  @Test
  void anEmptyOneIsAnEmptyIndex() throws IOException {
    VectorData data = VectorData.clustered(2, 8, ElementType.F32, 17);
    Path path = folder.resolve("empty");
    try (IndexBuilder builder = VectorIndex.builder(options(8, Metric.L2))) {
      builder.write(path);
    }
    VectorIndex.verify(path);
    assertThat(Files.size(path)).isPositive();
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThat(index.count()).isZero();
      assertThat(index.statistics().reachable()).isZero();
      assertThat(index.search(data.row(0), SearchOptions.nearest(3)).hits()).isEmpty();
    }
  }
}
