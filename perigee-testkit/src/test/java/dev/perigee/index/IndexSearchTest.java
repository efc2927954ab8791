package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Search against the oracle, for every metric and element type.
final class IndexSearchTest {

  private static final int COUNT = 2000;
  private static final int QUERIES = 100;
  private static final long SEED = 7;

  static Stream<Arguments> spaces() {
    List<Arguments> spaces = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      for (ElementType type : ElementType.values()) {
        if (metric != Metric.CUSTOM && metric.supports(type)) {
          for (int dimension : new int[] {1, 2, 5, 48, 100}) {
            boolean globe = metric == Metric.HAVERSINE;
            if (metric.supports(dimension) && globe == (dimension == 2)) {
              spaces.add(Arguments.of(metric, type, dimension));
            }
          }
        }
      }
    }
    return spaces.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("spaces")
  void findsWhatTheOracleFinds(Metric metric, ElementType type, int dimension) {
    boolean kernels = metric.isOfInnerProducts() || metric == Metric.L1 || type == ElementType.BIT;
    int count = kernels ? COUNT : COUNT / 4; // the others take as long
    VectorData all = VectorData.clustered(count + QUERIES, dimension, type, SEED);
    VectorData base = fitting(metric, all.until(count));
    VectorData queries = fitting(metric, all.from(count));
    BruteForce oracle = oracle(metric, base);
    IndexOptions options = IndexOptions.of(dimension, metric).withElementType(type);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        double recall = 0;
        for (int i = 0; i < QUERIES; i++) {
          List<Neighbour> truth = oracle.nearest(queries.row(i), 10);
          List<Hit> exact =
              index.search(queries.encoded(i), SearchOptions.nearest(10).asExact()).hits();
          assertDistances(exact, truth, metric);
          List<Hit> found =
              index.search(queries.encoded(i), SearchOptions.nearest(10).ef(128)).hits();
          assertThat(found).hasSize(10);
          recall += BruteForce.recall(found, truth);
        }
        assertThat(recall / QUERIES).as("recall").isGreaterThan(floor(metric, dimension));
        assertThat(index.statistics().reachable()).isEqualTo(count);
      }
    }
  }

  /// Inner product is no metric, and vectors of different norms make hubs: a lower floor is what
  /// HNSW gives.
  private static double floor(Metric metric, int dimension) {
    if (dimension == 1 && metric != Metric.L2 && metric != Metric.L1) {
      return 0; // all vectors of a sign tie; the distances of the exact search are what is checked
    }
    return metric == Metric.INNER_PRODUCT ? 0.85 : 0.96;
  }

  private static void assertDistances(List<Hit> hits, List<Neighbour> truth, Metric metric) {
    assertThat(hits).hasSameSizeAs(truth);
    for (int i = 0; i < hits.size(); i++) {
      double expected = truth.get(i).distance();
      float distance = hits.get(i).distance();
      assertThat((double) distance).isCloseTo(expected, within(2e-5 * (10 + Math.abs(expected))));
      assertThat(hits.get(i).score()).isEqualTo(metric.score(distance));
    }
  }

  private static BruteForce oracle(Metric metric, VectorData base) {
    BruteForce oracle = new BruteForce(metric);
    for (int i = 0; i < base.count(); i++) {
      oracle.add(i, base.row(i));
    }
    return oracle;
  }

  /// Vectors as a metric takes them: shares of one that add up to it, whole numbers where
  /// components are the same or not, points of a globe.
  private static VectorData fitting(Metric metric, VectorData data) {
    boolean floating = data.elementType().isFloating();
    for (int row = 0; row < data.count(); row++) {
      float[] values = data.row(row);
      float sum = 0;
      for (int i = 0; i < values.length; i++) {
        boolean shares = metric.isOfShares(data.elementType());
        values[i] = shares ? Math.min(127, Math.abs(values[i])) : values[i];
        values[i] = metric == Metric.HAMMING && floating ? Math.round(4 * values[i]) : values[i];
        values[i] = metric == Metric.HAVERSINE ? values[i] * 20 : values[i];
        sum += values[i];
      }
      for (int i = 0; i < values.length; i++) {
        boolean whole = metric.isOfShares(data.elementType()) && floating && sum > 0;
        float value = whole ? values[i] / sum : values[i];
        values[i] =
            data.elementType() == ElementType.F16
                ? Float.float16ToFloat(Float.floatToFloat16(value))
                : value;
      }
    }
    return nonZero(data);
  }

  /// Rows that rounding has made zero are refused for cosine; they get one component.
  private static VectorData nonZero(VectorData data) {
    for (int i = 0; i < data.count(); i++) {
      float[] row = data.row(i);
      boolean zero = true;
      for (float value : row) {
        zero &= value == 0;
      }
      row[0] = zero ? 1 : row[0];
    }
    return data;
  }

  @Test
  void anEmptyIndexHasNoHits() {
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(4, Metric.L2));
        VectorIndex index = builder.toIndex()) {
      assertThat(index.search(new float[4], SearchOptions.nearest(3)).hits()).isEmpty();
      assertThat(index.search(new float[4], SearchOptions.nearest(3).asExact()).hits()).isEmpty();
      assertThat(index.statistics().count()).isZero();
    }
  }

  @Test
  void moreWantedThanThereAreGivesAll() {
    VectorData base = VectorData.clustered(7, 8, ElementType.F32, SEED);
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(8, Metric.L2))) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        List<Hit> hits = index.search(base.row(3), SearchOptions.nearest(100)).hits();
        assertThat(hits).hasSize(7);
        assertThat(hits.getFirst().id()).isEqualTo(3);
        assertThat(hits.getFirst().distance()).isZero();
      }
    }
  }

  @Test
  void hugeKOverThousandsOfVectors() {
    VectorData base = VectorData.clustered(5000, 16, ElementType.F32, SEED);
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(16, Metric.L2))) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        List<Hit> hits = index.search(base.row(0), SearchOptions.nearest(10_000)).hits();
        assertThat(hits).hasSize(5000);
        assertThat(hits).extracting(Hit::id).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aCallersOwnDistanceIsUsedInBulk() {
    VectorData base = VectorData.clustered(1000, 24, ElementType.F32, SEED);
    BruteForce oracle = oracle(Metric.L1, base);
    IndexOptions options =
        IndexOptions.custom(
            24,
            ElementType.F32,
            (query, vectors, count, distances) -> {
              for (int i = 0; i < count; i++) {
                float[] a = query.toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
                float[] b = vectors[i].toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT);
                distances[i] = (float) BruteForce.distance(Metric.L1, a, b);
              }
            });
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        double recall = 0;
        for (int i = 0; i < 20; i++) {
          List<Hit> hits = index.search(base.row(i), SearchOptions.nearest(10)).hits();
          recall += BruteForce.recall(hits, oracle.nearest(base.row(i), 10));
        }
        assertThat(recall / 20).isGreaterThan(0.97);
      }
    }
  }

  @Test
  void aDeadlineEndsASearchWithWhatItHas() {
    VectorData base = VectorData.uniform(5000, 32, ElementType.F32, SEED);
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(32, Metric.L2).withM(8))) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        SearchOptions hurried = SearchOptions.nearest(10).ef(4000).timeout(Duration.ofNanos(1));
        SearchResult result = index.search(base.row(0), hurried);
        assertThat(result.statistics().timedOut()).isTrue();
        assertThat(result.statistics().expansions()).isLessThan(100);
        SearchResult exact = index.search(base.row(0), hurried.asExact());
        assertThat(exact.statistics().timedOut()).isTrue();
        SearchOptions calm = SearchOptions.nearest(10).timeout(Duration.ofDays(10_000));
        assertThat(index.search(base.row(0), calm).statistics().timedOut()).isFalse();
      }
    }
  }

  @Test
  void statisticsCountWhatWasDone() {
    VectorData base = VectorData.clustered(3000, 32, ElementType.F32, SEED);
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(32, Metric.L2))) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        SearchStatistics exact =
            index.search(base.row(0), SearchOptions.nearest(1).asExact()).statistics();
        assertThat(exact.distanceComputations()).isEqualTo(3000);
        SearchStatistics walk =
            index.search(base.row(0), SearchOptions.nearest(1).ef(10)).statistics();
        assertThat(walk.distanceComputations()).isBetween(10L, 1500L);
        assertThat(walk.expansions()).isGreaterThanOrEqualTo(10);
        assertThat(walk.elapsedNanos()).isPositive();
      }
    }
  }
}
