package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A recall that is asked for is reached on queries the index has not seen, at no great price.
final class RecallContractTest {

  private static final int COUNT = 12_000;
  private static final int QUERIES = 300;
  private static final int DIMENSION = 96;
  private static final VectorData DATA =
      VectorData.clustered(COUNT + QUERIES, DIMENSION, ElementType.F32, 5);

  /// What the sampling of a few hundred queries may be off by.
  private static final double SAMPLING = 0.012;

  @TempDir private Path folder;

  private static RecallProbe probe(Metric metric) {
    return new RecallProbe(metric, DATA, COUNT);
  }

  private static VectorIndex build(RecallProbe probe, CodeKind codes) {
    try (IndexBuilder builder = VectorIndex.builder(probe.options().withCodes(codes))) {
      builder.addAll(probe.base());
      return builder.toIndex();
    }
  }

  private static double distances(VectorIndex index, SearchOptions options) {
    long sum = 0;
    for (int i = COUNT; i < COUNT + QUERIES; i++) {
      sum += index.search(DATA.row(i), options).statistics().distanceComputations();
    }
    return (double) sum / QUERIES;
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "COSINE", "INNER_PRODUCT"})
  void targetsAreMetOnHeldOutQueries(Metric metric) {
    RecallProbe probe = probe(metric);
    try (VectorIndex index = build(probe, CodeKind.INT4)) {
      double before = 0;
      for (double target : new double[] {0.8, 0.9, 0.95, 0.99}) {
        SearchOptions options = SearchOptions.nearest(10).recall(target);
        assertThat(probe.recall(index, options))
            .as("%s, target %s", metric, target)
            .isGreaterThanOrEqualTo(target - SAMPLING);
        double cost = distances(index, options);
        assertThat(cost).as("a higher recall costs no less").isGreaterThanOrEqualTo(before - 1);
        before = cost;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CodeKind.class)
  void everyKindOfCodeKeepsThePromise(CodeKind kind) {
    RecallProbe probe = probe(Metric.COSINE);
    try (VectorIndex index = build(probe, kind)) {
      assertThat(probe.recall(index, SearchOptions.nearest(10).recall(0.95)))
          .isGreaterThanOrEqualTo(0.95 - SAMPLING);
    }
  }

  @Test
  void theTargetCostsLittleMoreThanTheSmallestBeamThatSurelyMeetsIt() {
    RecallProbe probe = probe(Metric.L2);
    try (VectorIndex index = build(probe, CodeKind.INT4)) {
      for (double target : new double[] {0.9, 0.95, 0.98}) {
        int ef = 10;
        while (probe.recall(index, SearchOptions.nearest(10).ef(ef)) < target + SAMPLING) {
          ef++;
        }
        double smallest = distances(index, SearchOptions.nearest(10).ef(ef));
        assertThat(distances(index, SearchOptions.nearest(10).recall(target)))
            .as("target %s against ef %d", target, ef)
            .isLessThanOrEqualTo(1.3 * smallest);
      }
    }
  }

  @Test
  void oneIsExact() {
    RecallProbe probe = probe(Metric.L2);
    try (VectorIndex index = build(probe, CodeKind.INT4)) {
      SearchOptions options = SearchOptions.nearest(10).recall(1);
      assertThat(options.exact()).isTrue();
      assertThat(probe.recall(index, options)).isEqualTo(1);
    }
  }

  @Test
  void theCurveIsStoredWithTheFile() {
    RecallProbe probe = probe(Metric.COSINE);
    Path path = folder.resolve("index");
    List<RecallCurve> built;
    try (IndexBuilder builder = VectorIndex.builder(probe.options())) {
      builder.addAll(probe.base());
      builder.write(path);
      try (VectorIndex index = builder.toIndex()) {
        built = index.statistics().recallCurves();
      }
    }
    VectorIndex.verify(path);
    try (VectorIndex index = VectorIndex.open(path)) {
      assertThat(index.statistics().recallCurves()).isEqualTo(built);
      assertThat(built).extracting(RecallCurve::k).containsExactly(1, 10, 100);
      for (RecallCurve curve : built) {
        assertThat(curve.steps()).extracting(RecallCurve.Step::recall).isSorted();
        assertThat(curve.steps()).allMatch(step -> step.depth() >= 1 && step.distances() > 0);
      }
    }
  }

  @Test
  void anIndexThatGrewOneByOneIsCalibratedToo() {
    RecallProbe probe = probe(Metric.COSINE);
    try (IndexBuilder builder = VectorIndex.builder(probe.options().withEfConstruction(60))) {
      for (int i = 0; i < COUNT; i++) {
        builder.add(i, DATA.row(i));
      }
      try (VectorIndex index = builder.toIndex()) {
        assertThat(probe.recall(index, SearchOptions.nearest(10).recall(0.95)))
            .isGreaterThanOrEqualTo(0.95 - SAMPLING);
      }
    }
  }

  /// Queries of another kind than the vectors need more; told so, the index spends it.
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void sampleQueriesCalibrateForTheirKind(boolean stored) {
    VectorData strange = VectorData.uniform(2 * QUERIES, DIMENSION, ElementType.F32, 77);
    Path path = folder.resolve("strange" + stored);
    RecallProbe probe = probe(Metric.COSINE);
    try (IndexBuilder builder = VectorIndex.builder(probe.options())) {
      builder.addAll(probe.base());
      if (stored) {
        builder.calibrateWith(strange.until(QUERIES));
      }
      builder.write(path);
    }
    SearchOptions options = SearchOptions.nearest(10).recall(0.9);
    try (VectorIndex index = VectorIndex.open(path)) {
      if (!stored) {
        index.calibrate(strange.until(QUERIES));
      }
      double found = 0;
      for (int i = QUERIES; i < 2 * QUERIES; i++) {
        List<Long> exact = ids(index.search(strange.row(i), options.asExact()));
        List<Long> got = ids(index.search(strange.row(i), options));
        got.retainAll(exact);
        found += got.size() / 10.0 / QUERIES;
      }
      assertThat(found).isGreaterThanOrEqualTo(0.9 - SAMPLING);
    }
  }

  private static List<Long> ids(SearchResult result) {
    return new ArrayList<>(result.hits().stream().map(Hit::id).toList());
  }

  @Test
  void sampleQueriesThatDoNotFitAreRefused() {
    RecallProbe probe = probe(Metric.COSINE);
    VectorData narrow = VectorData.uniform(3, DIMENSION - 1, ElementType.F32, 1);
    try (IndexBuilder builder = VectorIndex.builder(probe.options())) {
      assertThatThrownBy(() -> builder.calibrateWith(narrow))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("queries: expected dimension 96, got 95");
    }
  }

  @Test
  void recallOutOfRangeIsRefused() {
    for (double recall : new double[] {0, -0.1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> SearchOptions.nearest(10).recall(recall))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("recall: expected above 0 up to 1");
    }
  }
}
