package dev.perigee.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Data that codes and leaves of near ones could stumble over, for each kind of code.
final class CodedHardDataTest {

  private static final int COUNT = 3000;
  private static final int QUERIES = 50;
  private static final long SEED = 32;
  private static final SearchOptions SEARCH = SearchOptions.nearest(RecallProbe.K).ef(100);

  private final SplittableRandom random = new SplittableRandom(SEED);

  private static RecallProbe probe(Metric metric, float[][] rows) {
    return new RecallProbe(metric, VectorData.of(rows, ElementType.F32), rows.length - QUERIES);
  }

  private static float[][] clustered(int dimension) {
    VectorData data = VectorData.clustered(COUNT + QUERIES, dimension, ElementType.F32, SEED);
    float[][] rows = new float[COUNT + QUERIES][];
    Arrays.setAll(rows, data::row);
    return rows;
  }

  private static void assertRecall(RecallProbe probe, CodeKind kind, double least) {
    try (VectorIndex index = probe.bulk(probe.options().withCodes(kind))) {
      assertThat(index.statistics().reachable()).as("reachable").isEqualTo(index.count());
      assertThat(probe.recall(index, SEARCH)).as(kind.name()).isGreaterThanOrEqualTo(least);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneDimension(CodeKind kind) {
    float[][] rows = new float[COUNT + QUERIES][1];
    for (float[] row : rows) {
      row[0] = (float) random.nextGaussian();
    }
    // one bit cannot tell the members of a side apart
    assertRecall(probe(Metric.L2, rows), kind, kind == CodeKind.BINARY ? 0 : 0.5);
  }

  @ParameterizedTest
  @EnumSource
  void allAlike(CodeKind kind) {
    float[][] rows = new float[COUNT + QUERIES][];
    Arrays.setAll(rows, i -> new float[] {1, -2, 3, 4, 5, 6, 7, 8, 9});
    for (Metric metric : List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT)) {
      assertRecall(probe(metric, rows), kind, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void duplicatesByTheThousand(CodeKind kind) {
    float[][] rows = clustered(24);
    for (int i = 0; i < COUNT; i++) {
      rows[i] = rows[i % 3].clone();
    }
    // one bit cannot order three points, and a thousand copies leave no room to make up for it
    assertRecall(probe(Metric.L2, rows), kind, kind == CodeKind.BINARY ? 0.5 : 0.98);
    float[][] some = clustered(24);
    for (int i = 0; i < 1500; i++) {
      some[i] = some[0].clone();
    }
    // copies fill the beam of queries near them, with and without codes
    assertRecall(probe(Metric.L2, some), kind, 0.8);
  }

  @ParameterizedTest
  @EnumSource
  void aFewComponentsAThousandTimesAsLarge(CodeKind kind) {
    float[][] rows = clustered(100);
    for (float[] row : rows) {
      for (int i = 0; i < 100; i += 30) {
        row[i] *= 1000;
      }
    }
    assertRecall(probe(Metric.L2, rows), kind, 0.9);
  }

  @ParameterizedTest
  @EnumSource
  void farFromTheOrigin(CodeKind kind) {
    float[][] rows = clustered(40);
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] += 5000;
      }
    }
    assertRecall(probe(Metric.L2, rows), kind, 0.95);
  }

  @ParameterizedTest
  @EnumSource
  void innerProductOfVeryDifferentNorms(CodeKind kind) {
    float[][] rows = clustered(80);
    for (int i = 0; i < COUNT; i++) {
      float norm = (float) Math.exp(random.nextGaussian());
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] *= norm;
      }
    }
    assertRecall(probe(Metric.INNER_PRODUCT, rows), kind, 0.9);
  }

  @ParameterizedTest
  @EnumSource
  void innerProductOfEqualNorms(CodeKind kind) {
    float[][] rows = clustered(80);
    for (float[] row : rows) {
      double squares = 0;
      for (float value : row) {
        squares += value * value;
      }
      for (int j = 0; j < row.length; j++) {
        row[j] /= (float) Math.sqrt(squares);
      }
    }
    assertRecall(probe(Metric.INNER_PRODUCT, rows), kind, 0.95);
  }
}
