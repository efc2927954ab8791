package dev.perigee.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.vector.CodeKind;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// How far estimates are from true distances, measured by the lengths of query and vector as seen
/// from the mean and by the root of the dimension: see [Codebook].
final class CodeEstimateTest {

  private static final long SEED = 20_250_822;
  private static final int COUNT = 300;
  private static final int QUERIES = 40;

  private final SplittableRandom random = new SplittableRandom(SEED);

  static Stream<Arguments> kinds() {
    List<Arguments> kinds = new ArrayList<>();
    for (Metric metric : List.of(Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT)) {
      for (CodeKind kind : EnumSet.complementOf(EnumSet.of(CodeKind.NONE))) {
        for (int dimension : new int[] {24, 65, 200}) {
          kinds.add(Arguments.of(metric, kind, dimension));
        }
      }
    }
    return kinds.stream();
  }

  /// Root mean square error that a kind may have.
  private static double bound(CodeKind kind) {
    return switch (kind) {
      case INT8 -> 0.06; // hardly more than the 64 levels of the query lose
      case INT4 -> 0.13;
      case BINARY, PQ, PQ4 -> 0.95;
      case NONE -> 0;
    };
  }

  /// Vectors around a point away from the origin, components of different variance.
  private float[][] vectors(int count, int dimension) {
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) (random.nextGaussian() * (1 + i % 3) + i % 5);
      }
    }
    return vectors;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("kinds")
  void errorsAreSmallAndCancelOut(Metric metric, CodeKind kind, int dimension) {
    CodedVectors coded = new CodedVectors(metric, kind, vectors(COUNT, dimension));
    Errors errors = new Errors();
    for (float[] query : vectors(QUERIES, dimension)) {
      errors.add(coded, query, coded.estimates(coded.scorer(), query));
    }
    check(errors, bound(kind), dimension);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("kinds")
  void errorsOfRowsAsQueriesAreOfTheSameSize(Metric metric, CodeKind kind, int dimension) {
    float[][] vectors = vectors(COUNT, dimension);
    CodedVectors coded = new CodedVectors(metric, kind, vectors);
    CodeScorer scorer = coded.scorer();
    Errors errors = new Errors();
    for (int row = 0; row < QUERIES; row++) {
      float[] estimates = coded.estimates(scorer, row);
      estimates[row] = (float) coded.distance(vectors[row], row); // not a pair of two
      errors.add(coded, vectors[row], estimates);
    }
    // two codes in place of one, each longer than its vector by what it does not tell
    assertThat(errors.rootMeanSquare() * Math.sqrt(dimension)).isLessThan(2 * bound(kind));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("kinds")
  void theErrorShrinksAsTheQueryComesNear(Metric metric, CodeKind kind, int dimension) {
    float[][] vectors = vectors(COUNT, dimension);
    CodedVectors coded = new CodedVectors(metric, kind, vectors);
    // with codes of 8 bits it is the query in integers that loses most
    CodeScorer scorer = kind == CodeKind.INT8 ? coded.preciseScorer() : coded.scorer();
    Errors far = new Errors();
    Errors own = new Errors();
    for (int row = 0; row < QUERIES; row++) {
      float[] estimates = coded.estimates(scorer, vectors[row]);
      far.add(coded, vectors[row], estimates);
      own.add(coded, vectors[row], row, estimates[row]);
    }
    assertThat(own.rootMeanSquare()).isLessThan(0.8 * far.rootMeanSquare());
  }

  @ParameterizedTest
  @EnumSource(names = {"L2", "COSINE", "INNER_PRODUCT"})
  void floatsInTheQueryTakeItsShareOfTheErrorAway(Metric metric) {
    int dimension = 130;
    CodedVectors coded = new CodedVectors(metric, CodeKind.INT8, vectors(COUNT, dimension));
    Errors errors = new Errors();
    for (float[] query : vectors(QUERIES, dimension)) {
      errors.add(coded, query, coded.estimates(coded.preciseScorer(), query));
    }
    check(errors, 0.01, dimension);
  }

  private static void check(Errors errors, double bound, int dimension) {
    double root = Math.sqrt(dimension);
    assertThat(errors.rootMeanSquare() * root).as("root mean square").isLessThan(bound);
    assertThat(errors.largest() * root).as("largest").isLessThan(6 * bound);
    // errors of one query are not independent of each other, so there are fewer than pairs
    double deviation = errors.rootMeanSquare() / Math.sqrt(QUERIES);
    assertThat(Math.abs(errors.mean())).as("mean").isLessThan(3 * deviation);
  }

  /// Relative errors, summed.
  private static final class Errors {
    private double sum;
    private double squares;
    private double largest;
    private int count;

    void add(CodedVectors coded, float[] query, float[] estimates) {
      for (int row = 0; row < estimates.length; row++) {
        add(coded, query, row, estimates[row]);
      }
    }

    void add(CodedVectors coded, float[] query, int row, float estimate) {
      double error = (estimate - coded.distance(query, row)) / coded.scale(query, row);
      sum += error;
      squares += error * error;
      largest = Math.max(largest, Math.abs(error));
      count++;
    }

    double mean() {
      return sum / count;
    }

    double rootMeanSquare() {
      return Math.sqrt(squares / count);
    }

    double largest() {
      return largest;
    }
  }
}
