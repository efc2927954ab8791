package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A recall that is asked for is reached among accepted vectors too, where most are accepted.
final class AcceptedRecallTest {

  private static final int COUNT = 12_000;
  private static final int QUERIES = 300;
  private static final int DIMENSION = 96;
  private static final double SAMPLING = 0.012;
  private static final VectorData DATA =
      VectorData.clustered(COUNT + QUERIES, DIMENSION, ElementType.F32, 41);
  private static final BruteForce ORACLE = new BruteForce(Metric.COSINE);
  private static VectorIndex index;

  @BeforeAll
  static void build() {
    IndexOptions options = IndexOptions.of(DIMENSION, Metric.COSINE).withEfConstruction(80);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(DATA.until(COUNT));
      index = builder.toIndex();
    }
    for (int i = 0; i < COUNT; i++) {
      ORACLE.add(i, DATA.row(i));
    }
  }

  @AfterAll
  static void close() {
    index.close();
  }

  /// Whether an id is among so many of a hundred, drawn at random.
  private static LongPredicate drawn(int percent) {
    return id -> Math.floorMod(((id + 1) * 0x9e3779b97f4a7c15L) >>> 20, 100) < percent;
  }

  private static double recall(LongPredicate accept, double target, long[] distances) {
    SearchOptions options =
        SearchOptions.nearest(10).recall(target).accept(index.acceptIds(accept));
    double recall = 0;
    for (int i = COUNT; i < COUNT + QUERIES; i++) {
      SearchResult result = index.search(DATA.row(i), options);
      List<Neighbour> truth = ORACLE.nearest(DATA.row(i), 10, accept);
      assertThat(result.hits()).hasSameSizeAs(truth).allMatch(hit -> accept.test(hit.id()));
      recall += BruteForce.recall(result.hits(), truth) / QUERIES;
      distances[0] += result.statistics().distanceComputations();
    }
    return recall;
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 99, 80, 65, 30, 2})
  void targetsAreMetAmongTheAccepted(int percent) {
    for (double target : new double[] {0.8, 0.9, 0.95, 0.99}) {
      assertThat(recall(drawn(percent), target, new long[1]))
          .as("target %s among %d percent", target, percent)
          .isGreaterThanOrEqualTo(target - SAMPLING);
    }
  }

  @Test
  void aFewRejectedCostLittle() {
    long all = 0;
    for (int i = COUNT; i < COUNT + QUERIES; i++) {
      SearchOptions options = SearchOptions.nearest(10).recall(0.95);
      all += index.search(DATA.row(i), options).statistics().distanceComputations();
    }
    long[] most = new long[1];
    assertThat(recall(drawn(80), 0.95, most)).isGreaterThanOrEqualTo(0.95 - SAMPLING);
    assertThat((double) most[0]).as("against %d without an accept-set", all).isLessThan(1.6 * all);
  }

  @Test
  void aHoleAroundTheQueryIsSearchedAround() {
    float[] query = DATA.row(COUNT);
    Set<Long> near = new HashSet<>();
    ORACLE.nearest(query, 2000).forEach(neighbour -> near.add(neighbour.id()));
    LongPredicate far = id -> !near.contains(id);
    SearchOptions options = SearchOptions.nearest(10).recall(0.95).accept(index.acceptIds(far));
    List<Hit> hits = index.search(query, options).hits();
    assertThat(hits).hasSize(10).noneMatch(hit -> near.contains(hit.id()));
    // so far away many are about as far, and codes do not tell which is nearer
    double farthest = ORACLE.nearest(query, 100, far).getLast().distance();
    assertThat(hits).allMatch(hit -> hit.distance() <= farthest);
  }

  @Test
  void nothingAcceptedIsNothingFound() {
    SearchOptions options = SearchOptions.nearest(10).recall(0.95).accept((ordinals, count) -> 0);
    assertThat(index.search(DATA.row(0), options).hits()).isEmpty();
  }
}
