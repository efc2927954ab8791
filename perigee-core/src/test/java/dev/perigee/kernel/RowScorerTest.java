package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Distances of rows in several chunks, for every metric, element type and implementation, against
/// brute force in double.
class RowScorerTest {

  private static final long SEED = 20_250_704;
  private static final int BATCH_MAX = 9;
  private static final float SENTINEL = -77;

  /// One element, one vector step, tails, rows with and without padding, rows over several pages.
  private static final int[] DIMENSIONS = {1, 3, 16, 100, 384, 1000, 3001};

  record Case(Metric metric, ElementType type, Kernels kernels) {
    @Override
    public String toString() {
      return metric + " " + type + " " + kernels.name();
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Kernels kernels : List.of(new ScalarKernels(), Kernels.best())) {
      for (Metric metric : Metric.values()) {
        for (ElementType type : ElementType.values()) {
          if (metric.supports(type)) {
            cases.add(new Case(metric, type, kernels));
          }
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void distancesAreThoseOfBruteForce(Case tested) {
    for (int dimension : dimensions(tested)) {
      try (ScoredRows rows = rows(tested, dimension)) {
        for (int query = 0; query < rows.count(); query += 3) {
          rows.scorer().setQuery(rows.vector(query), 0, rows.inverseNorm(query));
          for (int count = 0; count <= BATCH_MAX; count++) {
            checkBatch(tested, rows, query, count);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSingleRowScoresAsInABatch(Case tested) {
    try (ScoredRows rows = rows(tested, tested.metric() == Metric.HAVERSINE ? 2 : 100)) {
      rows.scorer().setQuery(rows.vector(0), 0, rows.inverseNorm(0));
      for (int row = 0; row < rows.count(); row++) {
        float distance = rows.scorer().score(rows.ordinal(row));
        if (!rows.isDistance(distance, 0, row)) {
          fail("%s, row %d, seed %d: got %s", tested, row, SEED, distance);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRowIsTheSameQueryAsItsVector(Case tested) {
    for (int dimension : dimensions(tested)) {
      try (ScoredRows rows = rows(tested, dimension)) {
        int[] ordinals = rows.ordinals();
        float[] ofVector = new float[ordinals.length];
        float[] ofRow = new float[ordinals.length];
        for (int query = 0; query < rows.count(); query++) {
          rows.scorer().setQuery(rows.vector(query), 0, rows.inverseNorm(query));
          rows.scorer().score(ordinals, ordinals.length, ofVector);
          rows.scorer().setQueryRow(ordinals[query]);
          rows.scorer().score(ordinals, ordinals.length, ofRow);
          assertSame(tested, rows, query, ofRow, ofVector);
        }
      }
    }
  }

  /// The caller's vector ends where its last component ends; what lies behind it is not read, and a
  /// query leaves nothing behind for the next one.
  @ParameterizedTest
  @MethodSource("cases")
  void whatLiesBehindAQueryDoesNotMatter(Case tested) {
    for (int dimension : dimensions(tested)) {
      try (ScoredRows rows = rows(tested, dimension)) {
        int[] ordinals = rows.ordinals();
        float[] alone = new float[ordinals.length];
        float[] surrounded = new float[ordinals.length];
        rows.scorer().setQuery(rows.vector(1), 0, rows.inverseNorm(1));
        rows.scorer().score(ordinals, ordinals.length, alone);
        rows.scorer().setQuery(rows.vector(2), 0, rows.inverseNorm(2));
        rows.scorer().setQuery(rows.surroundedBy((byte) 0xff, 1), 5, rows.inverseNorm(1));
        rows.scorer().score(ordinals, ordinals.length, surrounded);
        assertSame(tested, rows, 1, surrounded, alone);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingIsWrittenForAnEmptyBatch(Case tested) {
    try (ScoredRows rows = rows(tested, tested.metric() == Metric.HAVERSINE ? 2 : 16)) {
      float[] distances = {SENTINEL};
      rows.scorer().setQuery(rows.vector(0), 0, rows.inverseNorm(0));
      rows.scorer().score(new int[0], 0, distances);
      assertThat(distances).containsExactly(SENTINEL);
    }
  }

  private static void checkBatch(Case tested, ScoredRows rows, int query, int count) {
    int[] batch = new int[count];
    for (int i = 0; i < count; i++) {
      batch[i] = (query + i * 5) % rows.count();
    }
    int[] ordinals = Arrays.stream(batch).map(rows::ordinal).toArray();
    float[] distances = new float[BATCH_MAX + 1];
    Arrays.fill(distances, SENTINEL);
    rows.scorer().score(ordinals, count, distances);
    for (int i = 0; i < count; i++) {
      if (!rows.isDistance(distances[i], query, batch[i])) {
        fail(
            "%s, dimension %d, seed %d, %d of batch of %d: expected %s, got %s",
            tested, rows.dimension(), SEED, i, count, rows.expected(query, batch[i]), distances[i]);
      }
    }
    assertThat(Arrays.copyOfRange(distances, count, distances.length)).containsOnly(SENTINEL);
  }

  /// The same to the last bit, whatever has been compiled meanwhile.
  private static void assertSame(
      Case tested, ScoredRows rows, int query, float[] actual, float[] expected) {
    for (int row = 0; row < rows.count(); row++) {
      assertThat(actual[row])
          .as(
              "%s, dimension %d, query %d, row %d, seed %d",
              tested, rows.dimension(), query, row, SEED)
          .isEqualTo(expected[row]);
    }
  }

  private static int[] dimensions(Case tested) {
    return tested.metric() == Metric.HAVERSINE
        ? new int[] {2}
        : Arrays.stream(DIMENSIONS).filter(tested.metric()::supports).toArray();
  }

  private static ScoredRows rows(Case tested, int dimension) {
    return new ScoredRows(tested.metric(), tested.type(), dimension, tested.kernels(), SEED);
  }
}
