package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every implementation computes on blocks of matrices, against sums in double.
interface MatrixKernelsContract {

  long SEED = 20_250_812;

  int[] LENGTHS =
      IntStream.concat(IntStream.rangeClosed(1, 70), IntStream.of(100, 130, 784, 1536)).toArray();

  MatrixKernels kernels();

  @Test
  default void dotsOfEveryLengthAtAnyPlace() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int length : LENGTHS) {
      int rowsAt = length % 3;
      int panelAt = length % 5;
      int outAt = length % 7;
      int stride = MatrixKernels.COLUMNS + length % 4;
      float[] rows = gaussians(random, rowsAt + MatrixKernels.ROWS * length);
      float[] panel = gaussians(random, panelAt + MatrixKernels.COLUMNS * length);
      float[] out = new float[outAt + 4 * stride + 1];
      Arrays.fill(out, -77);
      kernels().dots(rows, rowsAt, panel, panelAt, length, out, outAt, stride);
      for (int i = 0; i < out.length; i++) {
        int row = (i - outAt) / stride;
        int column = (i - outAt) % stride;
        if (i < outAt || row >= MatrixKernels.ROWS || column >= MatrixKernels.COLUMNS) {
          assertThat(out[i]).as("out[%d], not its own, length %d", i, length).isEqualTo(-77);
        } else {
          checkDot(rows, rowsAt + row * length, panel, panelAt + column, length, out[i]);
        }
      }
    }
  }

  private void checkDot(float[] rows, int row, float[] panel, int column, int length, float dot) {
    double expected = 0;
    double magnitude = 0;
    for (int i = 0; i < length; i++) {
      double product = (double) rows[row + i] * panel[column + i * MatrixKernels.COLUMNS];
      expected += product;
      magnitude += Math.abs(product);
    }
    if (!(Math.abs(dot - expected) <= magnitude * 0x1p-24 * (4 + length))) {
      fail(
          "%s, length %d, row at %d, column at %d, seed %d: expected %s, got %s",
          kernels().getClass(), length, row, column, SEED, expected, dot);
    }
  }

  @Test
  default void findsWhatIsBelow() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0, 1};
    float[] bounds = {0, 1, -1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] values = gaussians(random, 200);
    for (int i = 0; i < values.length; i += 3) {
      values[i] = odd[random.nextInt(odd.length)];
    }
    for (int length = 0; length <= 130; length++) {
      int from = random.nextInt(values.length - length);
      int to = from + length;
      float[] own = gaussians(random, to + 1);
      for (float bound : bounds) {
        int[] found = new int[length];
        int at = random.nextInt(values.length - length);
        int count = kernels().findBelow(values, at, own, from, to, bound, found);
        int[] expected =
            IntStream.range(from, to)
                .filter(i -> values[at + i - from] < bound || values[at + i - from] < own[i])
                .toArray();
        assertThat(Arrays.copyOf(found, count))
            .as("%d to %d below %s, seed %d", from, to, bound, SEED)
            .isEqualTo(expected);
      }
    }
  }

  private static float[] gaussians(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
