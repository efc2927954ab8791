package dev.perigee.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RotationTest {

  private static final long SEED = 20_250_821;
  private static final int[] DIMENSIONS =
      IntStream.concat(IntStream.rangeClosed(1, 130), IntStream.of(384, 784)).toArray();

  private final SplittableRandom random = new SplittableRandom(SEED);

  private float[] gaussians(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void keepsLengthsAndProducts() {
    for (int dimension : DIMENSIONS) {
      Rotation rotation = new Rotation(dimension, SEED);
      float[] a = gaussians(dimension);
      float[] b = gaussians(dimension);
      double squares = dot(a, a);
      double product = dot(a, b);
      double tolerance = 1e-5 * Math.sqrt(squares * dot(b, b));
      rotation.apply(a);
      rotation.apply(b);
      assertThat(dot(a, a)).as("length, %d", dimension).isCloseTo(squares, within(1e-5 * squares));
      assertThat(dot(a, b)).as("product, %d", dimension).isCloseTo(product, within(tolerance));
    }
  }

  @Test
  void leavesWhatLiesBehindTheDimension() {
    float[] padded = gaussians(112);
    float[] behind = Arrays.copyOfRange(padded, 100, 112);
    new Rotation(100, SEED).apply(padded);
    assertThat(Arrays.copyOfRange(padded, 100, 112)).isEqualTo(behind);
  }

  @Test
  void spreadsOneComponentOverAll() {
    for (int dimension : new int[] {64, 65, 100, 127, 784}) {
      for (int at : new int[] {0, dimension / 2, dimension - 1}) {
        float[] vector = new float[dimension];
        vector[at] = 1;
        new Rotation(dimension, SEED).apply(vector);
        for (float value : vector) {
          assertThat(Math.abs(value)).as("%d of %d", at, dimension).isLessThan(0.7f);
        }
      }
    }
  }

  @Test
  void followsFromItsSeed() {
    float[] vector = gaussians(100);
    float[] same = vector.clone();
    float[] other = vector.clone();
    new Rotation(100, SEED).apply(vector);
    new Rotation(100, SEED).apply(same);
    new Rotation(100, SEED + 1).apply(other);
    assertThat(same).isEqualTo(vector);
    assertThat(other).isNotEqualTo(vector);
  }
}
