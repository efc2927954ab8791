package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A graph walked on codes finds about what it finds walked on vectors, at the same beam.
final class CodedSearchTest {

  private static final int COUNT = 3000;
  private static final int QUERIES = 100;
  private static final long SEED = 31;
  private static final SearchOptions SEARCH = SearchOptions.nearest(RecallProbe.K).ef(80);

  /// Least share of the recall without codes.
  private static final Map<CodeKind, Double> SHARE =
      new EnumMap<>(
          Map.of(
              CodeKind.INT8, 0.995,
              CodeKind.INT4, 0.995,
              CodeKind.BINARY, 0.98,
              CodeKind.PQ, 0.98,
              CodeKind.PQ4, 0.98));

  private static RecallProbe probe(Metric metric, int dimension, ElementType type) {
    VectorData data = VectorData.clustered(COUNT + QUERIES, dimension, type, SEED);
    return new RecallProbe(metric, data, COUNT);
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "COSINE", "INNER_PRODUCT"})
  void bulkBuildsFindAsMuchAsWithoutCodes(Metric metric) {
    RecallProbe probe = probe(metric, 96, ElementType.F32);
    double plain = bulkRecall(probe, CodeKind.NONE);
    assertThat(plain).as("without codes").isGreaterThan(0.95);
    SHARE.forEach((kind, share) ->
        assertThat(bulkRecall(probe, kind)).as(kind.name()).isGreaterThanOrEqualTo(share * plain));
  }

  private static double bulkRecall(RecallProbe probe, CodeKind kind) {
    try (VectorIndex index = probe.bulk(probe.options().withCodes(kind))) {
      assertThat(index.statistics().reachable()).as("reachable").isEqualTo(index.count());
      return probe.recall(index, SEARCH);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "COSINE", "INNER_PRODUCT"})
  void additionsOneByOneFindAsMuchAsWithoutCodes(Metric metric) {
    RecallProbe probe = probe(metric, 70, ElementType.F32);
    double plain = oneByOneRecall(probe, CodeKind.NONE);
    assertThat(plain).as("without codes").isGreaterThan(0.95);
    SHARE.forEach((kind, share) ->
        assertThat(oneByOneRecall(probe, kind))
            .as(kind.name())
            .isGreaterThanOrEqualTo(share * plain));
  }

  private static double oneByOneRecall(RecallProbe probe, CodeKind kind) {
    try (VectorIndex index = probe.oneByOne(probe.options().withCodes(kind))) {
      assertThat(index.statistics().reachable()).as("reachable").isEqualTo(index.count());
      return probe.recall(index, SEARCH);
    }
  }

  @ParameterizedTest
  @CsvSource({"65, L2", "100, COSINE", "130, L2", "784, L2", "64, COSINE"})
  void halvesAndAnyDimension(int dimension, Metric metric) {
    RecallProbe probe = probe(metric, dimension, ElementType.F16);
    assertThat(probe.options().codes()).as("the default").isEqualTo(CodeKind.INT4);
    double plain = bulkRecall(probe, CodeKind.NONE);
    assertThat(bulkRecall(probe, CodeKind.INT4)).isGreaterThanOrEqualTo(0.99 * plain);
  }

  @Test
  void withoutMemoryABulkBuildAddsOneByOne() {
    RecallProbe probe = probe(Metric.L2, 65, ElementType.F32);
    IndexOptions options = probe.options().withBuildMemoryBytes(0);
    try (VectorIndex index = probe.bulk(options)) {
      assertThat(index.statistics().reachable()).isEqualTo(COUNT);
      assertThat(probe.recall(index, SEARCH)).isGreaterThan(0.95);
    }
  }

  @Test
  void wideBeamsOnCodesLoseHardlyAnything() {
    RecallProbe probe = probe(Metric.L2, 65, ElementType.F32);
    try (VectorIndex index = probe.bulk(probe.options())) {
      assertThat(probe.recall(index, SEARCH.ef(400))).isGreaterThan(0.99);
      assertThat(probe.recall(index, SEARCH.asExact())).isEqualTo(1);
    }
  }
}
