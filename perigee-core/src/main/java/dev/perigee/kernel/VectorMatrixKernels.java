package dev.perigee.kernel;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Matrix blocks on the Vector API: four rows by two registers, eight sums in flight, which is what
/// hides the latency of a multiply-add.
final class VectorMatrixKernels implements MatrixKernels {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  /// Vector code where two registers divide a panel, else scalar code.
  static MatrixKernels fitting() {
    return COLUMNS % (2 * LANES) == 0 ? new VectorMatrixKernels() : new ScalarMatrixKernels();
  }

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
    for (int column = 0; column < COLUMNS; column += 2 * LANES) {
      tile(rows, rowsAt, panel, panelAt + column, length, out, outAt + column, outStride);
    }
  }

  private static void tile(
      float[] rows,
      int rowsAt,
      float[] panel,
      int panelAt,
      int length,
      float[] out,
      int outAt,
      int outStride) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    int rowB = rowsAt + length;
    int rowC = rowB + length;
    int rowD = rowC + length;
    for (int i = 0; i < length; i++) {
      FloatVector left = FloatVector.fromArray(FLOATS, panel, panelAt + i * COLUMNS);
      FloatVector right = FloatVector.fromArray(FLOATS, panel, panelAt + i * COLUMNS + LANES);
      FloatVector a = FloatVector.broadcast(FLOATS, rows[rowsAt + i]);
      a0 = a.fma(left, a0);
      a1 = a.fma(right, a1);
      FloatVector b = FloatVector.broadcast(FLOATS, rows[rowB + i]);
      b0 = b.fma(left, b0);
      b1 = b.fma(right, b1);
      FloatVector c = FloatVector.broadcast(FLOATS, rows[rowC + i]);
      c0 = c.fma(left, c0);
      c1 = c.fma(right, c1);
      FloatVector d = FloatVector.broadcast(FLOATS, rows[rowD + i]);
      d0 = d.fma(left, d0);
      d1 = d.fma(right, d1);
    }
    store(a0, a1, out, outAt);
    store(b0, b1, out, outAt + outStride);
    store(c0, c1, out, outAt + 2 * outStride);
    store(d0, d1, out, outAt + 3 * outStride);
  }

  @Override
  public int findBelow(
      float[] values, int at, float[] bounds, int from, int to, float bound, int[] found) {
    int count = 0;
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector either = FloatVector.fromArray(FLOATS, bounds, i).max(bound);
      FloatVector value = FloatVector.fromArray(FLOATS, values, at + i - from);
      long below = value.compare(LT, either).toLong();
      while (below != 0) {
        found[count++] = i + Long.numberOfTrailingZeros(below);
        below &= below - 1;
      }
    }
    for (; i < to; i++) {
      float value = values[at + i - from];
      if (value < bound || value < bounds[i]) {
        found[count++] = i;
      }
    }
    return count;
  }

  private static void store(FloatVector left, FloatVector right, float[] out, int at) {
    left.intoArray(out, at);
    right.intoArray(out, at + LANES);
  }
}
