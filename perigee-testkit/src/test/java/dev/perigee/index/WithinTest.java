package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hits beyond a distance are not wanted: none is found, and those within are.
///
/// A set of vectors is searched in two parts, the larger first, and the smaller for what is nearer.
final class WithinTest {

  private static final int COUNT = 12_000;
  private static final int LARGER = 8_000;
  private static final int UNLINKED = 100;
  private static final int QUERIES = 150;
  private static final double SAMPLING = 0.02;

  /// Distances that a limit leaves of those computed without one, at most.
  private static final double BOUNDED_SHARE_MAX = 0.9;

  private static final VectorData DATA =
      VectorData.clustered(COUNT + QUERIES, 96, ElementType.F32, 43);
  private static final BruteForce ORACLE = new BruteForce(Metric.L2);
  private static VectorIndex larger;
  private static FreshIndex smaller;

  @BeforeAll
  static void build() {
    IndexOptions options = IndexOptions.of(96, Metric.L2).withEfConstruction(80);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(DATA.until(LARGER));
      larger = builder.toIndex();
    }
    smaller = FreshIndex.create(options.withThreads(1), larger);
    for (int i = LARGER; i < COUNT; i++) {
      int _ = smaller.append(i, DATA.encoded(i));
    }
    int _ = smaller.link(COUNT - LARGER - UNLINKED);
    for (int i = 0; i < COUNT; i++) {
      ORACLE.add(i, DATA.row(i));
    }
  }

  @AfterAll
  static void close() {
    larger.close();
    smaller.close();
  }

  private static List<Hit> searchBoth(int query, SearchOptions options, long[] distances) {
    List<Hit> hits = new ArrayList<>(larger.search(DATA.row(query), options).hits());
    SearchOptions nearer = options.within(hits.getLast().distance());
    SearchResult rest = smaller.search(DATA.encoded(query), nearer);
    distances[0] += rest.statistics().distanceComputations();
    assertThat(rest.hits()).allMatch(hit -> hit.distance() <= nearer.within());
    hits.addAll(rest.hits());
    hits.sort(Comparator.comparingDouble(Hit::distance));
    return hits.subList(0, options.k());
  }

  @ParameterizedTest
  @CsvSource({"1, .9", "10, .95", "10, .99", "40, .9"})
  void theSmallerPartIsSearchedForWhatIsNearer(int k, double target) {
    SearchOptions options = SearchOptions.nearest(k).recall(target);
    double recall = 0;
    double recallOfSome = 0;
    long[] bounded = new long[1];
    long unbounded = 0;
    for (int i = COUNT; i < COUNT + QUERIES; i++) {
      List<Neighbour> truth = ORACLE.nearest(DATA.row(i), k);
      recall += BruteForce.recall(searchBoth(i, options, bounded), truth) / QUERIES;
      // what is not accepted here is few: the walk is the same
      SearchOptions mostOnes =
          options.accept((ordinals, count) -> {
            int kept = 0;
            for (int at = 0; at < count; at++) {
              ordinals[kept] = ordinals[at];
              kept += ordinals[at] % 10 == 3 ? 0 : 1;
            }
            return kept;
          });
      List<Neighbour> accepted = ORACLE.nearest(DATA.row(i), k, id -> ordinal(id) % 10 != 3);
      recallOfSome += BruteForce.recall(searchBoth(i, mostOnes, new long[1]), accepted) / QUERIES;
      unbounded += smaller.search(DATA.encoded(i), options).statistics().distanceComputations();
    }
    assertThat(recall).as("recall").isGreaterThanOrEqualTo(target - SAMPLING);
    assertThat(recallOfSome).as("accepted").isGreaterThanOrEqualTo(target - SAMPLING);
    double most = k < 10 ? unbounded : BOUNDED_SHARE_MAX * unbounded;
    assertThat((double) bounded[0]).as("distances of %d", unbounded).isLessThanOrEqualTo(most);
  }

  private static long ordinal(long id) {
    return id < LARGER ? id : id - LARGER;
  }

  @Test
  void whatIsFartherIsNoHitWhateverTheSearch() {
    SearchOptions ten = SearchOptions.nearest(10);
    int found = 0;
    int asked = 0;
    for (int i = COUNT; i < COUNT + 50; i++) {
      List<Neighbour> five = ORACLE.nearest(DATA.row(i), 5, id -> id < LARGER);
      float fifth = larger.search(DATA.row(i), ten.asExact()).hits().get(4).distance();
      for (SearchOptions options : List.of(ten.asExact(), ten.ef(200), ten.recall(0.99))) {
        List<Hit> hits = larger.search(DATA.row(i), options.within(fifth)).hits();
        assertThat(hits).hasSizeLessThanOrEqualTo(5).allMatch(hit -> hit.distance() <= fifth);
        found += (int) Math.round(5 * BruteForce.recall(hits, five));
        asked += 5;
      }
      assertThat(larger.search(DATA.row(i), ten.asExact().within(fifth)).hits()).hasSize(5);
      assertThat(larger.search(DATA.row(i), ten.recall(0.9).within(-1)).hits()).isEmpty();
    }
    assertThat(found).as("of %d", asked).isGreaterThan(asked * 97 / 100);
  }

  @Test
  void noNumberIsRefused() {
    assertThatThrownBy(() -> SearchOptions.nearest(10).within(Float.NaN))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("within: expected a distance, got NaN");
  }
}
