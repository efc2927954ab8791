package dev.perigee.kernel;

import java.util.Arrays;

/// Plain Java: the inner loop is one the compiler can turn into vector code by itself.
final class ScalarMatrixKernels implements MatrixKernels {

  @Override
  public void dots(
      float[] rows,
      int rowsAt,
      float[] panel,
      int panelAt,
      int length,
      float[] out,
      int outAt,
      int outStride) {
    for (int row = 0; row < ROWS; row++) {
      int target = outAt + row * outStride;
      Arrays.fill(out, target, target + COLUMNS, 0);
      for (int i = 0; i < length; i++) {
        float value = rows[rowsAt + row * length + i];
        int from = panelAt + i * COLUMNS;
        for (int column = 0; column < COLUMNS; column++) {
          out[target + column] += value * panel[from + column];
        }
      }
    }
  }

  @Override
  public int findBelow(
      float[] values, int at, float[] bounds, int from, int to, float bound, int[] found) {
    int count = 0;
    for (int i = from; i < to; i++) {
      float value = values[at + i - from];
      if (value < bound || value < bounds[i]) {
        found[count++] = i;
      }
    }
    return count;
  }
}
