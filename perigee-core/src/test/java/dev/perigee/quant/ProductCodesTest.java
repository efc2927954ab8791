package dev.perigee.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.kernel.CodeKernels;
import dev.perigee.kernel.CodeQuery;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Centroids of sub-spaces: learnt, named, looked up.
final class ProductCodesTest {

  private static final long SEED = 20_261_122;
  private static final List<Metric> METRICS =
      List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT);

  private final SplittableRandom random = new SplittableRandom(SEED);

  private float[][] gaussians(int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian() * (1 + i % 3);
      }
    }
    return vectors;
  }

  private float[] values(CodeLayout layout) {
    float[] values = new float[layout.dimension() * layout.centroids()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"PQ, 1, 1", "PQ, 7, 3", "PQ4, 10, 10", "PQ4, 33, 7", "PQ, 768, 128", "PQ4, 100, 33"})
  void everyComponentIsInOneSubspace(CodeKind kind, int dimension, int subspaces) {
    CodeLayout layout = new CodeLayout(kind, dimension, subspaces);
    assertThat(layout.firstComponent(0)).isZero();
    assertThat(layout.firstComponent(subspaces)).isEqualTo(dimension);
    for (int i = 0; i < subspaces; i++) {
      int width = layout.firstComponent(i + 1) - layout.firstComponent(i);
      assertThat(width).isBetween(dimension / subspaces, dimension / subspaces + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"PQ, 24, 5", "PQ4, 24, 5", "PQ4, 9, 9"})
  void codesNameTheNearestCentroids(CodeKind kind, int dimension, int subspaces) {
    CodeLayout layout = new CodeLayout(kind, dimension, subspaces);
    float[] values = values(layout);
    Centroids centroids = new Centroids(layout, values);
    byte[] codes = new byte[layout.paddedComponents()];
    for (float[] vector : gaussians(50, dimension)) {
      centroids.encode(vector, codes, new float[layout.centroids()]);
      for (int subspace = 0; subspace < subspaces; subspace++) {
        double named = squares(layout, values, vector, subspace, codes[subspace] & 0xff);
        for (int i = 0; i < layout.centroids(); i++) {
          assertThat(named)
              .as("seed %d", SEED)
              .isLessThanOrEqualTo(squares(layout, values, vector, subspace, i) + 1e-5);
        }
      }
    }
  }

  private static double squares(
      CodeLayout layout, float[] values, float[] vector, int subspace, int centroid) {
    double sum = 0;
    int end = layout.firstComponent(subspace + 1);
    for (int i = layout.firstComponent(subspace); i < end; i++) {
      double difference = vector[i] - values[i * layout.centroids() + centroid];
      sum += difference * difference;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"PQ, 24, 5", "PQ4, 24, 5", "PQ4, 24, 6", "PQ4, 1, 1", "PQ, 300, 300"})
  void tablesHaveTheProductsWithCentroids(CodeKind kind, int dimension, int subspaces) {
    CodeLayout layout = new CodeLayout(kind, dimension, subspaces);
    Centroids centroids = new Centroids(layout, values(layout));
    CodeQuery query = new CodeQuery(0, 0, layout.codeBytes() * CodeKernels.TABLE_SIZE);
    ProductTables tables = new ProductTables(layout, centroids);
    float[] decoded = new float[dimension];
    byte[] codes = new byte[layout.paddedComponents()];
    byte[] packed = new byte[layout.codeBytes()];
    for (float[] vector : gaussians(20, dimension)) {
      tables.fill(vector, query);
      for (int i = 0; i < subspaces; i++) {
        codes[i] = (byte) random.nextInt(layout.centroids());
      }
      layout.pack(codes, packed);
      centroids.decode(codes, decoded);
      double expected = 0;
      for (int i = 0; i < dimension; i++) {
        expected += (double) vector[i] * decoded[i];
      }
      int sum =
          CodeKernels.best().lookUp(query.tables, MemorySegment.ofArray(packed), 0, packed.length);
      // each entry is off by half a step at most
      assertThat((double) sum * query.step)
          .as("seed %d", SEED)
          .isCloseTo(expected, within(query.step * (subspaces / 2.0 + 0.01)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PQ", "PQ4"})
  void asManyVectorsAsCentroidsAreKeptWhole(CodeKind kind) {
    float[][] vectors = gaussians(16, 40);
    for (Metric metric : METRICS) {
      CodedVectors coded = new CodedVectors(metric, kind, vectors);
      for (float[] query : gaussians(20, 40)) {
        float[] estimates = coded.estimates(coded.scorer(), query);
        for (int i = 0; i < vectors.length; i++) {
          // what is left is the rounding of the tables
          assertThat((double) estimates[i])
              .as("%s, seed %d", metric, SEED)
              .isCloseTo(coded.distance(query, i), within(0.02 * coded.scale(query, i)));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PQ", "PQ4"})
  void aRowAsQueryIsItsVectorWhereThatIsKeptWhole(CodeKind kind) {
    float[][] vectors = gaussians(16, 40);
    for (Metric metric : METRICS) {
      CodedVectors coded = new CodedVectors(metric, kind, vectors);
      CodeScorer scorer = coded.scorer();
      for (int row = 0; row < vectors.length; row++) {
        float[] byRow = coded.estimates(scorer, row);
        float[] byVector = coded.estimates(scorer, vectors[row]);
        for (int i = 0; i < vectors.length; i++) {
          assertThat((double) byRow[i])
              .as("%s, row %d to %d, seed %d", metric, row, i, SEED)
              .isCloseTo(byVector[i], within(0.02 * coded.scale(vectors[row], i)));
        }
      }
    }
  }

  @Test
  void learningDoesNotDependOnThreads() {
    CodeLayout layout = new CodeLayout(CodeKind.PQ4, 20, 7);
    int rows = 500;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment sample = arena.allocate(rows * 20L * Float.BYTES, 64);
      for (int i = 0; i < rows * 20; i++) {
        sample.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
      }
      Centroids one = new CentroidTrainer(layout, sample, rows, 3, 5, 1).train();
      Centroids three = new CentroidTrainer(layout, sample, rows, 3, 5, 3).train();
      Centroids other = new CentroidTrainer(layout, sample, rows, 4, 5, 3).train();
      assertThat(three).isEqualTo(one);
      assertThat(other).isNotEqualTo(one);
    }
  }

  @Test
  void iterationsBringCentroidsNearer() {
    CodeLayout layout = new CodeLayout(CodeKind.PQ4, 12, 3);
    float[][] vectors = gaussians(800, 12);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment sample = arena.allocate(800 * 12L * Float.BYTES, 64);
      for (int i = 0; i < vectors.length; i++) {
        MemorySegment.copy(vectors[i], 0, sample, ValueLayout.JAVA_FLOAT, i * 48L, 12);
      }
      double started = error(layout, new CentroidTrainer(layout, sample, 800, 3, 0, 1), vectors);
      double once = error(layout, new CentroidTrainer(layout, sample, 800, 3, 1, 1), vectors);
      double often = error(layout, new CentroidTrainer(layout, sample, 800, 3, 12, 1), vectors);
      assertThat(once).isLessThan(started);
      assertThat(often).isLessThan(once);
    }
  }

  private static double error(CodeLayout layout, CentroidTrainer trainer, float[][] vectors) {
    Centroids centroids = trainer.train();
    byte[] codes = new byte[layout.paddedComponents()];
    float[] decoded = new float[layout.dimension()];
    double sum = 0;
    for (float[] vector : vectors) {
      centroids.encode(vector, codes, new float[layout.centroids()]);
      centroids.decode(codes, decoded);
      for (int i = 0; i < decoded.length; i++) {
        sum += (vector[i] - decoded[i]) * (vector[i] - decoded[i]);
      }
    }
    return sum;
  }
}
