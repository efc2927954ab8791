package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.perigee.kernel.KernelRows.Place;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What every implementation computes on single-precision rows, against sums in double.
interface FloatKernelsContract {

  long SEED = 20_250_701;

  float SENTINEL = -77;

  Kernels kernels();

  @Test
  default void floatsOfEveryLengthAndAlignment() {
    SplittableRandom random = new SplittableRandom(SEED);
    float[] query = gaussians(random, KernelRows.LENGTH_MAX);
    float[] pool = gaussians(random, KernelRows.LENGTH_MAX + 64);
    checkOneAtATime("gaussian", query, pool);
    checkFourAtATime("gaussian", query, pool);
  }

  @Test
  default void extremeFloats() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    float[] query = extremes(random, KernelRows.LENGTH_MAX);
    float[] pool = extremes(random, KernelRows.LENGTH_MAX + 64);
    checkOneAtATime("extreme", query, pool);
    checkFourAtATime("extreme", query, pool);
  }

  @Test
  default void nanAndInfinityInARowAreSeen() {
    for (int length : new int[] {1, 7, 16, 33, 100}) {
      for (int at = 0; at < length; at++) {
        float[] query = new float[length];
        float[] row = new float[length];
        query[at] = 1;
        for (float seen : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
          row[at] = seen;
          String context = kernels().name() + " kernels, " + seen + " at " + at;
          MemorySegment segment = MemorySegment.ofArray(row);
          // boxed, because NaN equals NaN only then
          assertThat((Float) kernels().dotF32(query, segment, 0, length))
              .as("dot, length %d, %s", length, context)
              .isEqualTo((Float) seen);
          assertThat((Float) kernels().squaredL2F32(query, segment, 0, length))
              .as("L2, length %d, %s", length, context)
              .isEqualTo((Float) seen);
          assertThat((Float) kernels().l1F32(query, segment, 0, length))
              .as("L1, length %d, %s", length, context)
              .isEqualTo((Float) seen);
        }
      }
    }
  }

  private void checkOneAtATime(String data, float[] query, float[] pool) {
    KernelRows rows = new KernelRows();
    String context = context(data);
    for (int length : KernelRows.LENGTHS) {
      int from = fromOf(length, 0);
      List<Place> places = rows.put(pool, from, Kernels.FLOAT, length);
      FloatSum dot = FloatSum.of(FloatSum.DOT, query, pool, from, length);
      FloatSum squaredL2 = FloatSum.of(FloatSum.SQUARED_L2, query, pool, from, length);
      FloatSum l1 = FloatSum.of(FloatSum.L1, query, pool, from, length);
      for (Place place : places) {
        MemorySegment segment = place.segment();
        long offset = place.offset();
        dot.check(kernels().dotF32(query, segment, offset, length), "dot", context);
        squaredL2.check(kernels().squaredL2F32(query, segment, offset, length), "L2", context);
        l1.check(kernels().l1F32(query, segment, offset, length), "L1", context);
      }
    }
  }

  private void checkFourAtATime(String data, float[] query, float[] pool) {
    KernelRows[] rows = {new KernelRows(), new KernelRows(), new KernelRows(), new KernelRows()};
    Place[] places = new Place[4];
    float[] out = new float[8];
    for (int length : KernelRows.LENGTHS) {
      for (int i = 0; i < 4; i++) {
        // two rows on the heap, two off it, four segments
        places[i] = rows[i].put(pool, fromOf(length, i), Kernels.FLOAT, length).get(i & 1);
      }
      int at = length % 4;
      Arrays.fill(out, SENTINEL);
      kernels().dotF32x4(query, four(places), length, out, at);
      checkFour("four dots", FloatSum.DOT, query, pool, length, out, data);
      Arrays.fill(out, SENTINEL);
      kernels().squaredL2F32x4(query, four(places), length, out, at);
      checkFour("four L2", FloatSum.SQUARED_L2, query, pool, length, out, data);
    }
  }

  private void checkFour(
      String what,
      FloatSum.Term term,
      float[] query,
      float[] pool,
      int length,
      float[] out,
      String data) {
    int at = length % 4;
    for (int i = 0; i < out.length; i++) {
      int row = i - at;
      if (row >= 0 && row < 4) {
        FloatSum expected = FloatSum.of(term, query, pool, fromOf(length, row), length);
        expected.check(out[i], what, context(data) + ", row " + row);
      } else if (out[i] != SENTINEL) {
        fail("%s, length %d, %s: wrote out[%d], not its own", what, length, context(data), i);
      }
    }
  }

  private static int fromOf(int length, int row) {
    return (length + 13 * row) % 64;
  }

  private static FourRows four(Place[] places) {
    FourRows four = new FourRows();
    four.a = places[0].segment();
    four.b = places[1].segment();
    four.c = places[2].segment();
    four.d = places[3].segment();
    four.offsetA = places[0].offset();
    four.offsetB = places[1].offset();
    four.offsetC = places[2].offset();
    four.offsetD = places[3].offset();
    return four;
  }

  private String context(String data) {
    return kernels().name() + " kernels, " + data + " data, seed " + SEED;
  }

  private static float[] gaussians(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /// Values as large as a component may be in the longest vector, and the smallest there are.
  private static float[] extremes(SplittableRandom random, int count) {
    float[] edges = {0, 1, 3e15f, 1e-20f, Float.MIN_NORMAL, Float.MIN_VALUE};
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = edges[random.nextInt(edges.length)] * (random.nextBoolean() ? -1 : 1);
    }
    return values;
  }
}
