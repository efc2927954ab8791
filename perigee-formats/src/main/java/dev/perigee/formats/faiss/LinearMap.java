package dev.perigee.formats.faiss;

import dev.perigee.vector.Metric;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/// `LTra`, `rrot`, `Pcam`: a matrix and perhaps something added, `y = A x + b`.
///
/// The matrix stays in the file and is read row by row: turning a vector costs a pass over it.
/// Where it only turns and mirrors (as many components after as before, each of length 1 and at
/// right angles to the others), distances are what they were and the transpose leads back.
final class LinearMap implements Transform {

  /// Vectors that are sent there and back to see whether a matrix only turns.
  private static final int PROBES = 4;

  /// Relative deviation that single precision of a matrix may cause, with room.
  private static final double DEVIATION_MAX = 1e-4;

  private final String letters;
  private final int dimensionIn;
  private final int dimensionOut;
  private final Elements matrix;
  private final float[] added;
  private final boolean turnsOnly;

  /// @param matrix `dimensionOut x dimensionIn` floats
  /// @param added `dimensionOut` floats; null for none
  LinearMap(String letters, int dimensionIn, int dimensionOut, Elements matrix, float[] added) {
    this.letters = letters;
    this.dimensionIn = dimensionIn;
    this.dimensionOut = dimensionOut;
    this.matrix = matrix;
    this.added = added;
    turnsOnly = dimensionIn == dimensionOut && leadsBack();
  }

  private boolean leadsBack() {
    SplittableRandom random = new SplittableRandom(dimensionIn);
    for (int probe = 0; probe < PROBES; probe++) {
      float[] vector = new float[dimensionIn];
      for (int i = 0; i < dimensionIn; i++) {
        vector[i] = (float) random.nextGaussian();
      }
      float[] back = undo(apply(vector));
      double squares = 0;
      double deviations = 0;
      for (int i = 0; i < dimensionIn; i++) {
        squares += (double) vector[i] * vector[i];
        deviations += Math.pow((double) back[i] - vector[i], 2);
      }
      // Negated, so that a matrix with NaN fails.
      if (!(deviations <= squares * DEVIATION_MAX * DEVIATION_MAX)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String letters() {
    return letters;
  }

  @Override
  public int dimensionIn() {
    return dimensionIn;
  }

  @Override
  public int dimensionOut() {
    return dimensionOut;
  }

  @Override
  public float[] apply(float[] vector) {
    float[] mapped = new float[dimensionOut];
    for (int out = 0; out < dimensionOut; out++) {
      FloatBuffer row = row(out);
      double sum = added == null ? 0 : added[out];
      for (int in = 0; in < dimensionIn; in++) {
        sum += (double) row.get(in) * vector[in];
      }
      mapped[out] = (float) sum;
    }
    return mapped;
  }

  @Override
  public boolean keepsOrder(Metric metric) {
    return turnsOnly
        && (metric == Metric.L2
            || (added == null && (metric == Metric.INNER_PRODUCT || metric == Metric.COSINE)));
  }

  @Override
  public Metric metricBefore(Metric metric) {
    return metric;
  }

  @Override
  public float[] undo(float[] vector) {
    double[] sums = new double[dimensionIn];
    for (int out = 0; out < dimensionOut; out++) {
      FloatBuffer row = row(out);
      double factor = added == null ? vector[out] : (double) vector[out] - added[out];
      for (int in = 0; in < dimensionIn; in++) {
        sums[in] += row.get(in) * factor;
      }
    }
    float[] back = new float[dimensionIn];
    for (int in = 0; in < dimensionIn; in++) {
      back[in] = (float) sums[in];
    }
    return back;
  }

  private FloatBuffer row(int out) {
    long rowBytes = (long) dimensionIn * Float.BYTES;
    return matrix.bytes(out * rowBytes, (int) rowBytes).asFloatBuffer();
  }
}
