package dev.perigee.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Vectors that codes could stumble over.
final class CodeScorerTest {

  private static final long SEED = 20_250_823;
  private static final List<Metric> METRICS =
      List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT);

  private final SplittableRandom random = new SplittableRandom(SEED);

  private float[][] gaussians(int count, int dimension, float scale) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextGaussian() * scale;
      }
    }
    return vectors;
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4", "BINARY"})
  void oneDimensionIsExactUpToRounding(CodeKind kind) {
    float[][] vectors = gaussians(50, 1, 1);
    CodedVectors coded = new CodedVectors(Metric.L2, kind, vectors);
    float[] query = {0.7f};
    float[] estimates = coded.estimates(coded.scorer(), query);
    for (int i = 0; i < vectors.length; i++) {
      assertThat((double) estimates[i]).isCloseTo(coded.distance(query, i), within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4", "BINARY"})
  void constantVectorsAreExactUpToTheQuery(CodeKind kind) {
    for (Metric metric : METRICS) {
      float[][] vectors = new float[20][33];
      for (int i = 0; i < vectors.length; i++) {
        Arrays.fill(vectors[i], i + 1);
      }
      CodedVectors coded = CodedVectors.of(metric, kind, vectors, new float[33], false);
      float[] query = new float[33];
      Arrays.fill(query, 3);
      float[] estimates = coded.estimates(coded.scorer(), query);
      for (int i = 0; i < vectors.length; i++) {
        double expected = coded.distance(query, i);
        assertThat((double) estimates[i]).isCloseTo(expected, within(1e-5 * coded.scale(query, i)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void equalVectorsAreAtNoDistance(CodeKind kind) {
    float[][] vectors = new float[20][];
    Arrays.fill(vectors, new float[] {1, -2, 3, 4, 5, 6, 7, 8, 9});
    CodedVectors coded = new CodedVectors(Metric.L2, kind, vectors);
    for (float estimate : coded.estimates(coded.scorer(), vectors[0])) {
      assertThat(estimate).isCloseTo(0, within(1e-6f));
    }
    for (float estimate : coded.estimates(coded.scorer(), 0)) {
      assertThat(estimate).isCloseTo(0, within(1e-6f));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aQueryThatIsTheMeanIsExact(CodeKind kind) {
    float[][] vectors = gaussians(50, 40, 1);
    CodedVectors coded = new CodedVectors(Metric.L2, kind, vectors);
    float[] mean = coded.codebook().mean();
    float[] estimates = coded.estimates(coded.scorer(), mean);
    for (int i = 0; i < vectors.length; i++) {
      double expected = coded.distance(mean, i);
      assertThat((double) estimates[i]).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void hugeAndTinyVectorsNeverGiveNoNumber(CodeKind kind) {
    float[] scales = {0, Float.MIN_VALUE, 1e-38f, 1e-30f, 1e-17f, 1, 1e10f, 1e15f, 5e16f};
    for (Metric metric : METRICS) {
      for (float mainScale : scales) {
        float[][] vectors = gaussians(60, 40, mainScale);
        for (int i = 0; i < vectors.length; i += 3) {
          vectors[i] = gaussians(1, 40, scales[random.nextInt(scales.length)])[0];
        }
        if (metric == Metric.COSINE) {
          liftAll(vectors);
        }
        CodedVectors coded = new CodedVectors(metric, kind, vectors);
        for (int i = 0; i < vectors.length; i++) {
          assertNumbers(coded.estimates(coded.scorer(), vectors[i]), metric, mainScale);
          assertNumbers(coded.estimates(coded.scorer(), i), metric, mainScale);
        }
      }
    }
  }

  /// Cosine has no vectors of no length.
  private static void liftAll(float[][] vectors) {
    for (float[] vector : vectors) {
      vector[0] += 1e-16f;
    }
  }

  private static void assertNumbers(float[] estimates, Metric metric, float scale) {
    for (float estimate : estimates) {
      assertThat(estimate > Float.NEGATIVE_INFINITY)
          .as("%s of %s at %s, seed %d", estimate, metric, scale, SEED)
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4", "BINARY"})
  void aRowAsQueryIsItsDecodedVector(CodeKind kind) {
    int dimension = 100;
    float[][] vectors = gaussians(80, dimension, 1);
    for (Metric metric : List.of(Metric.L2, Metric.INNER_PRODUCT)) {
      CodedVectors coded = CodedVectors.of(metric, kind, vectors, new float[dimension], false);
      CodeScorer scorer = coded.scorer();
      for (int row = 0; row < 5; row++) {
        float[] byCode = coded.estimates(scorer, row);
        float[] byVector = coded.estimates(scorer, decoded(coded, row, dimension));
        // what all distances share differs by the squared length the code adds
        float shared = byVector[0] - byCode[0];
        for (int i = 0; i < vectors.length; i++) {
          double tolerance = 2e-3 * coded.scale(vectors[row], i);
          assertThat((double) byVector[i] - byCode[i])
              .as("%s, row %d to %d", metric, row, i)
              .isCloseTo(shared, within(tolerance));
        }
      }
    }
  }

  /// The vector a code stands for: its products with the unit vectors.
  private static float[] decoded(CodedVectors coded, int row, int dimension) {
    float[] vector = new float[dimension];
    float[] nothing = new float[dimension];
    CodeScorer scorer = coded.scorer();
    float none = coded.estimates(scorer, nothing)[row];
    boolean squared = coded.codebook().metric() == Metric.L2;
    for (int i = 0; i < dimension; i++) {
      float[] unit = nothing.clone();
      unit[i] = 1;
      float one = coded.estimates(scorer, unit)[row];
      vector[i] = squared ? (none + 1 - one) / 2 : none - one;
    }
    return vector;
  }
}
