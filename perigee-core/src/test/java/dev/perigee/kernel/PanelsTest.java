package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Products of any number of rows with any number of columns, in panels that are used again.
final class PanelsTest {

  private static final long SEED = 20_250_813;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void countsThatFillNoPanel() {
    for (int dimension : new int[] {1, 3, 17, 64}) {
      Panels panels = new Panels(dimension);
      // larger and smaller in turn, so that what an earlier use left is there
      for (int columns : new int[] {100, 1, 31, 32, 33, 64, 5, 97}) {
        for (int rows : new int[] {1, 2, 3, 4, 5, 31, 64}) {
          check(panels, dimension, rows, columns);
        }
      }
    }
  }

  @Test
  void noVectorsAreNoColumns() {
    Panels panels = new Panels(3);
    panels.reset(0);
    assertThat(panels.columns()).isZero();
    panels.dots(new float[12], 2, new float[0]);
  }

  private void check(Panels panels, int dimension, int rowCount, int columns) {
    float[] left = gaussians((rowCount + 3) / 4 * 4 * dimension);
    float[] right = gaussians(1 + columns * dimension);
    panels.reset(columns);
    for (int column = 0; column < columns; column++) {
      panels.set(column, right, 1 + column * dimension);
    }
    int stride = panels.columns();
    assertThat(stride).isBetween(columns, columns + 31);
    float[] out = new float[(rowCount + 3) / 4 * 4 * stride];
    panels.dots(left, rowCount, out);
    for (int row = 0; row < rowCount; row++) {
      for (int column = 0; column < columns; column++) {
        double expected = 0;
        for (int i = 0; i < dimension; i++) {
          expected += (double) left[row * dimension + i] * right[1 + column * dimension + i];
        }
        assertThat((double) out[row * stride + column])
            .as("%d x %d of %d, seed %d", rowCount, columns, dimension, SEED)
            .isCloseTo(expected, within(1e-4));
      }
    }
  }

  private float[] gaussians(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
