package dev.perigee.index;

import dev.perigee.kernel.Kernels;
import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The recall curves of an index, for 1, 10 and 100 hits, and how they lie in a file: rows of `k
/// i32, slack f32, recall f32, error f32, distances f32, depth f32`, a fixed number for each k.
///
/// @param curves by k
record Calibration(List<RecallCurve> curves) {

  static final int[] KS = {1, 10, 100};

  /// The slacks that are measured: each a third more than the one before.
  static final float[] SLACKS = slacks();

  static final int ROW_BYTES = 24;

  static final int ROWS = KS.length * SLACKS.length;

  /// Depths of the last order that are measured: shares of the candidates that it usually takes
  /// beyond those wanted.
  private static final double[] DEPTH_SHARES = {
    0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 6, 8, 16, 32
  };

  private static final float DEPTH_MAX = 1000;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static float[] slacks() {
    float[] slacks = new float[28];
    float slack = 0.001f;
    for (int i = 1; i < slacks.length; i++) {
      slacks[i] = slack;
      slack *= 4 / 3f;
    }
    return slacks;
  }

  /// How many candidates are put into their last order for `k` hits, in each measurement;
  /// ascending.
  static int[] depths(IndexData data, int k) {
    int more = data.rerankDepth(k) - k;
    return Arrays.stream(more == 0 ? new double[1] : DEPTH_SHARES)
        .mapToInt(
            share -> Math.max(k, Math.min(Calibrator.WIDTH, k + (int) Math.ceil(share * more))))
        .toArray();
  }

  /// The step that reaches a recall for `k` hits: the dearer of those for the measured k around it,
  /// with the depth of the deeper; null where no walk surely reaches it.
  RecallCurve.Step reaching(double recall, int k) {
    RecallCurve.Step dearest = null;
    for (int i = 0; i < KS.length; i++) {
      boolean below = KS[i] <= k && (i == KS.length - 1 || KS[i + 1] > k);
      boolean above = KS[i] > k && KS[i - 1] < k;
      if (below || above) {
        RecallCurve.Step step = curves.get(i).reaching(recall);
        if (step == null) {
          return null;
        }
        dearest = dearest == null ? step : dearest.dearer(step);
      }
    }
    return dearest;
  }

  Rows toRows() {
    MemorySegment rows = MemorySegment.ofArray(new byte[ROWS * ROW_BYTES]);
    long at = 0;
    for (RecallCurve curve : curves) {
      for (RecallCurve.Step step : curve.steps()) {
        rows.set(INT, at, curve.k());
        rows.set(Kernels.FLOAT, at + 4, step.slack());
        rows.set(Kernels.FLOAT, at + 8, step.recall());
        rows.set(Kernels.FLOAT, at + 12, step.error());
        rows.set(Kernels.FLOAT, at + 16, step.distances());
        rows.set(Kernels.FLOAT, at + 20, step.depth());
        at += ROW_BYTES;
      }
    }
    return Rows.over(rows, ROW_BYTES, "memory", 0);
  }

  /// Reads the curves of a file.
  ///
  /// @throws dev.perigee.error.CorruptionException if they make no sense
  static Calibration of(Rows rows) {
    List<RecallCurve> curves = new ArrayList<>();
    int row = 0;
    for (int k : KS) {
      List<RecallCurve.Step> steps = new ArrayList<>();
      for (int i = 0; i < SLACKS.length; i++, row++) {
        MemorySegment chunk = rows.chunk(row);
        long at = rows.chunkOffset(row);
        RecallCurve.Step step =
            new RecallCurve.Step(
                chunk.get(Kernels.FLOAT, at + 4),
                chunk.get(Kernels.FLOAT, at + 8),
                chunk.get(Kernels.FLOAT, at + 12),
                chunk.get(Kernels.FLOAT, at + 16),
                chunk.get(Kernels.FLOAT, at + 20));
        boolean sensible =
            step.slack() >= 0
                && step.slack() < 1e9f
                && step.recall() >= 0
                && step.recall() <= 1
                && step.error() >= 0
                && step.error() <= 1
                && step.distances() >= 0
                && step.depth() >= 1
                && step.depth() <= DEPTH_MAX;
        if (chunk.get(INT, at) != k || !sensible) {
          throw rows.corruption(row, 0, "expected a recall curve for " + k + ", got " + step);
        }
        steps.add(step);
      }
      curves.add(new RecallCurve(k, steps));
    }
    return new Calibration(List.copyOf(curves));
  }
}
