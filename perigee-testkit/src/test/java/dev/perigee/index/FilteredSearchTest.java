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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Accept-sets of every selectivity, and ids that stand for several vectors.
final class FilteredSearchTest {

  private static final int COUNT = 12_000;
  private static final VectorData BASE = VectorData.clustered(COUNT + 50, 24, ElementType.F32, 3);
  private static final BruteForce ORACLE = new BruteForce(Metric.L2);
  private static VectorIndex index;

  @BeforeAll
  static void build() {
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(24, Metric.L2))) {
      builder.addAll(BASE.until(COUNT));
      index = builder.toIndex();
    }
    for (int i = 0; i < COUNT; i++) {
      ORACLE.add(i, BASE.row(i));
    }
  }

  @AfterAll
  static void close() {
    index.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 100, 1000, 4000})
  void aFilterLosesNoMatch(int everyNth) {
    SearchOptions options =
        SearchOptions.nearest(10).ef(100).accept(index.acceptIds(id -> id % everyNth == 0));
    double recall = 0;
    for (int i = COUNT; i < COUNT + 50; i++) {
      List<Neighbour> truth = ORACLE.nearest(BASE.row(i), 10, id -> id % everyNth == 0);
      List<Hit> hits = index.search(BASE.row(i), options).hits();
      assertThat(hits).hasSameSizeAs(truth).allMatch(hit -> hit.id() % everyNth == 0);
      recall += BruteForce.recall(hits, truth);
    }
    assertThat(recall / 50).isGreaterThan(0.98);
  }

  @Test
  void matchesFarFromTheQueryAreFound() {
    // the farthest hundred of a query: a walk that stays near it sees none of them
    float[] query = BASE.row(COUNT);
    List<Neighbour> all = ORACLE.nearest(query, COUNT);
    Set<Long> far = new HashSet<>();
    all.subList(COUNT - 100, COUNT).forEach(neighbour -> far.add(neighbour.id()));
    SearchOptions options = SearchOptions.nearest(100).accept(index.acceptIds(far::contains));
    SearchResult result = index.search(query, options);
    assertThat(result.hits()).hasSize(100).allMatch(hit -> far.contains(hit.id()));
    assertThat(result.statistics().distanceComputations()).isLessThanOrEqualTo(COUNT);
  }

  @Test
  void nothingAcceptedIsNothingFound() {
    SearchOptions options = SearchOptions.nearest(10).accept((ordinals, count) -> 0);
    assertThat(index.search(BASE.row(0), options).hits()).isEmpty();
    assertThat(index.search(BASE.row(0), options.asExact()).hits()).isEmpty();
  }

  @Test
  void aSharedIdIsFoundOnceByItsNearestVector() {
    BruteForce oracle = new BruteForce(Metric.L2);
    IndexOptions options = IndexOptions.of(24, Metric.L2).withUniqueIds(false);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int i = 0; i < 4000; i++) {
        builder.add(i / 20 - 50, BASE.row(i));
        oracle.add(i / 20 - 50, BASE.row(i));
      }
      try (VectorIndex shared = builder.toIndex()) {
        double recall = 0;
        for (int i = COUNT; i < COUNT + 50; i++) {
          List<Neighbour> truth = oracle.nearest(BASE.row(i), 10);
          for (SearchOptions search :
              List.of(SearchOptions.nearest(10), SearchOptions.nearest(10).asExact())) {
            List<Hit> hits = shared.search(BASE.row(i), search).hits();
            assertThat(hits).hasSize(10).extracting(Hit::id).doesNotHaveDuplicates();
            recall += BruteForce.recall(hits, truth);
          }
        }
        assertThat(recall / 100).isGreaterThan(0.98);
        assertThat(shared.contains(-50)).isTrue();
        assertThat(shared.contains(150)).isFalse();
        assertThat(shared.vector(-50)).isEqualTo(BASE.row(0));
      }
    }
  }
}
