package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.memory.Rows;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// NaN passes no door, but a damaged file may hold it: such a row is infinitely far, and NaN, which
/// no queue can order, never comes out.
class RowScorerNanTest {

  private static final long SEED = 20_250_705;
  private static final short HALF_NAN = 0x7e00;

  record Case(Metric metric, ElementType type, Kernels kernels) {
    /// Vector code widens halves by a shift and a product, which is right for finite ones only.
    boolean takesNanOfAHalfForANumber() {
      return type == ElementType.F16 && !(kernels instanceof ScalarKernels);
    }

    @Override
    public String toString() {
      return metric + " " + type + " " + kernels.name();
    }
  }

  static List<Case> floatCases() {
    List<Case> cases = new ArrayList<>();
    for (Kernels kernels : List.of(new ScalarKernels(), Kernels.best())) {
      for (Metric metric : List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT, Metric.L1)) {
        cases.add(new Case(metric, ElementType.F32, kernels));
        cases.add(new Case(metric, ElementType.F16, kernels));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("floatCases")
  void aRowWithNanIsInfinitelyFar(Case tested) {
    int dimension = 100;
    for (int at : new int[] {0, 50, 99}) {
      try (ScoredRows rows =
          new ScoredRows(tested.metric(), tested.type(), dimension, tested.kernels(), SEED)) {
        for (int row = 1; row < rows.count(); row += 3) {
          if (tested.type() == ElementType.F32) {
            rows.memory(row).set(Kernels.FLOAT, 4L * at, Float.NaN);
          } else {
            rows.memory(row).set(Kernels.SHORT, 2L * at, HALF_NAN);
          }
        }
        rows.scorer().setQuery(rows.vector(0), 0, rows.inverseNorm(0));
        checkBatches(tested, rows);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("floatCases")
  void toAQueryWithNanEveryRowIsInfinitelyFar(Case tested) {
    try (ScoredRows rows =
        new ScoredRows(tested.metric(), tested.type(), 100, tested.kernels(), SEED)) {
      MemorySegment memory = rows.memory(1);
      if (tested.type() == ElementType.F32) {
        memory.set(Kernels.FLOAT, 0, Float.NaN);
      } else {
        memory.set(Kernels.SHORT, 0, HALF_NAN);
      }
      rows.scorer().setQueryRow(rows.ordinal(1));
      float[] distances = new float[rows.count()];
      rows.scorer().score(rows.ordinals(), rows.count(), distances);
      assertThat(distances).as("%s", tested).containsOnly(Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void aRowWhoseNormIsNanIsInfinitelyFar() {
    for (ElementType type : List.of(ElementType.F32, ElementType.F16, ElementType.INT8)) {
      try (ScoredRows rows = new ScoredRows(Metric.COSINE, type, 16, Kernels.best(), SEED)) {
        rows.inverseNormMemory(2).set(Kernels.FLOAT, 0, Float.NaN);
        rows.scorer().setQuery(rows.vector(0), 0, rows.inverseNorm(0));
        assertThat(rows.scorer().score(rows.ordinal(2))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(rows.scorer().score(rows.ordinal(3))).isFinite();
      }
    }
  }

  @Test
  void nanFromTheCallersOwnFunctionIsInfinitelyFar() {
    DistanceFunction function =
        (query, vectors, count, distances) -> Arrays.fill(distances, 0, count, Float.NaN);
    VectorSpace space = new VectorSpace(Metric.CUSTOM, ElementType.INT8, 4, function);
    Rows rows = Rows.over(MemorySegment.ofArray(new byte[64]), space.strideBytes(), "memory", 0);
    RowScorer scorer = RowScorer.create(space, rows, null);
    scorer.setQueryRow(0);
    float[] distances = new float[4];
    scorer.score(new int[] {0, 1, 2, 3}, 3, distances);
    assertThat(distances)
        .containsExactly(
            Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, 0);
  }

  private static void checkBatches(Case tested, ScoredRows rows) {
    for (int count = 0; count <= rows.count(); count++) {
      float[] distances = new float[count];
      rows.scorer().score(rows.ordinals(), count, distances);
      for (int row = 0; row < count; row++) {
        String what = tested + ", row " + row + " of " + count + ", seed " + SEED;
        if (row % 3 == 1 && tested.takesNanOfAHalfForANumber()) {
          assertThat(distances[row]).as(what).isNotNaN();
        } else if (row % 3 == 1) {
          assertThat(distances[row]).as(what).isEqualTo(Float.POSITIVE_INFINITY);
        } else {
          assertThat(rows.isDistance(distances[row], 0, row)).as(what).isTrue();
        }
      }
    }
  }
}
