package dev.perigee.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.GeneratedVectors.Distribution;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedVectorsTest {

  private static final int DIMENSION = 96;

  @ParameterizedTest
  @EnumSource
  void aRowDependsOnTheSeedAndItsNumberAlone(Distribution distribution) {
    GeneratedVectors rows = new GeneratedVectors(distribution, 100, DIMENSION, 7);
    float[][] inOrder = read(rows);
    GeneratedVectors fewer = new GeneratedVectors(distribution, 60, DIMENSION, 7);
    for (int row = 59; row >= 0; row--) {
      assertThat(read(fewer, row)).isEqualTo(inOrder[row]);
    }
    float[][] otherSeed = read(new GeneratedVectors(distribution, 100, DIMENSION, 8));
    for (int row = 0; row < 100; row++) {
      assertThat(otherSeed[row]).isNotEqualTo(inOrder[row]);
    }
    assertThat(Arrays.stream(inOrder).map(Arrays::hashCode).distinct()).hasSize(100);
  }

  @ParameterizedTest
  @EnumSource
  void followingRowsAreThoseBehind(Distribution distribution) {
    float[][] all = read(new GeneratedVectors(distribution, 30, DIMENSION, 7));
    GeneratedVectors base = new GeneratedVectors(distribution, 10, DIMENSION, 7);
    GeneratedVectors queries = base.following(5);
    assertThat(queries.count()).isEqualTo(5);
    assertThat(read(queries)).isEqualTo(Arrays.copyOfRange(all, 10, 15));
    assertThat(read(queries.following(15))).isEqualTo(Arrays.copyOfRange(all, 15, 30));
  }

  @ParameterizedTest
  @EnumSource
  void writesAtTheOffsetAndNothingElse(Distribution distribution) {
    GeneratedVectors rows = new GeneratedVectors(distribution, 3, 5, 7);
    float[] target = new float[9];
    Arrays.fill(target, -9);
    rows.read(2, MemorySegment.ofArray(target), 8);
    assertThat(Arrays.copyOfRange(target, 2, 7)).isEqualTo(read(rows, 2));
    assertThat(new float[] {target[0], target[1], target[7], target[8]}).containsOnly(-9);
  }

  @Test
  void setsOfPublishedFiguresStayAsTheyAre() {
    assertThat(read(new GeneratedVectors(Distribution.UNIFORM1000, 4, 4, 42), 3))
        .containsExactly(new float[] {0.781f, 0.071f, 0.85600007f, 0.51900005f}, within(0f));
    assertThat(read(new GeneratedVectors(Distribution.CLUSTERED, 4, 4, 42), 3))
        .containsExactly(
            new float[] {-0.16802883f, -0.86510456f, 0.7638295f, 0.7063955f}, within(1e-5f));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 96, 128, 768, 1000})
  void embeddingsHaveLengthOne(int dimension) {
    for (float[] row : read(new GeneratedVectors(Distribution.EMBEDDINGS, 50, dimension, 7))) {
      assertThat(product(row, row)).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void embeddingsOfOneDimensionAreSigns() {
    for (float[] row : read(new GeneratedVectors(Distribution.EMBEDDINGS, 50, 1, 7))) {
      assertThat(Math.abs(row[0])).isCloseTo(1, within(1e-6f));
    }
  }

  @Test
  void embeddingsUseAllDimensions() {
    int count = 2000;
    double[] squares = new double[DIMENSION];
    for (float[] row : read(new GeneratedVectors(Distribution.EMBEDDINGS, count, DIMENSION, 7))) {
      for (int i = 0; i < DIMENSION; i++) {
        squares[i] += row[i] * row[i];
      }
    }
    for (double square : squares) {
      assertThat(square / count * DIMENSION).isBetween(0.2, 5.0);
    }
  }

  /// By the lengths of the parts, the product is .70 where both topics are shared, .48 or .32 where
  /// one is, .10 where none is.
  @Test
  void embeddingsOverlap() {
    GeneratedVectors base = new GeneratedVectors(Distribution.EMBEDDINGS, 2000, DIMENSION, 7);
    float[][] rows = read(base);
    float[][] queries = read(base.following(100));
    double nearest = 0;
    double hundredth = 0;
    double median = 0;
    for (float[] query : queries) {
      double[] products = Arrays.stream(rows).mapToDouble(row -> product(query, row)).toArray();
      Arrays.sort(products);
      nearest += products[products.length - 1] / queries.length;
      hundredth += products[products.length - 100] / queries.length;
      median += products[products.length / 2] / queries.length;
    }
    assertThat(nearest).isBetween(0.48, 0.8);
    assertThat(hundredth).isBetween(0.2, 0.4);
    assertThat(median).isBetween(0.05, 0.15);
  }

  @Test
  void refusesWhatCannotBeMade() {
    assertThatThrownBy(() -> new GeneratedVectors(Distribution.EMBEDDINGS, -1, 4, 7))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("count");
    assertThatThrownBy(() -> new GeneratedVectors(Distribution.EMBEDDINGS, 1, 65_537, 7))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("dimension");
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static float[][] read(GeneratedVectors rows) {
    float[][] read = new float[Math.toIntExact(rows.count())][];
    for (int row = 0; row < read.length; row++) {
      read[row] = read(rows, row);
    }
    return read;
  }

  private static float[] read(GeneratedVectors rows, long row) {
    float[] vector = new float[rows.dimension()];
    rows.read(row, MemorySegment.ofArray(vector), 0);
    return vector;
  }
}
