package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.perigee.kernel.KernelRows.Place;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/// What every implementation computes on half-precision rows of finite values, against sums in
/// double.
interface HalfKernelsContract {

  long SEED = 20_250_702;

  /// Finite halves: all 16-bit patterns but those with an exponent of ones.
  int FINITE_HALVES = 63_488;

  Kernels kernels();

  @Test
  default void everyFiniteHalfIsWidenedExactly() {
    // long enough for two steps of 512-bit vectors and a tail
    int length = 37;
    float[] query = new float[length];
    short[] row = new short[length];
    MemorySegment segment = MemorySegment.ofArray(row);
    int finite = 0;
    for (int bits = 0; bits < 1 << 16; bits++) {
      if (!isFinite(bits)) {
        continue;
      }
      finite++;
      Arrays.fill(row, (short) bits);
      float expected = Float.float16ToFloat((short) bits);
      for (int at = 0; at < length; at += 1 + bits % 5) {
        query[at] = 1;
        float actual = kernels().dotF16(query, segment, 0, length);
        query[at] = 0;
        if (actual != expected) {
          fail("half 0x%04x at %d: expected %s, got %s", bits, at, expected, actual);
        }
      }
    }
    assertThat(finite).isEqualTo(FINITE_HALVES);
  }

  @Test
  default void gaussianHalvesOfEveryLengthAndAlignment() {
    SplittableRandom random = new SplittableRandom(SEED);
    check(
        "gaussian",
        KernelRows.LENGTHS,
        random,
        () -> Float.floatToFloat16((float) random.nextGaussian()));
  }

  @Test
  default void halvesOfAnyBits() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    check("random bits", KernelRows.LENGTHS, random, () -> finite(random));
  }

  @Test
  default void halvesAtTheEdges() {
    // zero, the ends of the subnormals, the smallest normal, one, and the largest
    int[] edges = {0x0000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0x7bff};
    SplittableRandom random = new SplittableRandom(SEED + 2);
    check(
        "edge",
        KernelRows.SOME_LENGTHS,
        random,
        () -> edges[random.nextInt(edges.length)] | (random.nextBoolean() ? 0x8000 : 0));
  }

  @Test
  default void subnormalHalves() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    check(
        "subnormal",
        KernelRows.SOME_LENGTHS,
        random,
        () -> random.nextInt(0x400) | (random.nextBoolean() ? 0x8000 : 0));
  }

  private void check(String data, int[] lengths, SplittableRandom random, IntSupplier half) {
    String context = kernels().name() + " kernels, " + data + " data, seed " + SEED;
    float[] query = new float[KernelRows.LENGTH_MAX];
    short[] pool = new short[KernelRows.LENGTH_MAX + 64];
    float[] widened = new float[pool.length];
    for (int i = 0; i < pool.length; i++) {
      pool[i] = (short) half.getAsInt();
      widened[i] = Float.float16ToFloat(pool[i]);
    }
    for (int i = 0; i < query.length; i++) {
      // of the size of the row, so that neither drowns the other in a difference
      query[i] = (float) random.nextGaussian() * widened[random.nextInt(widened.length)];
    }
    KernelRows rows = new KernelRows();
    for (int length : lengths) {
      int from = length % 64;
      FloatSum dot = FloatSum.of(FloatSum.DOT, query, widened, from, length);
      FloatSum squaredL2 = FloatSum.of(FloatSum.SQUARED_L2, query, widened, from, length);
      FloatSum l1 = FloatSum.of(FloatSum.L1, query, widened, from, length);
      for (Place place : rows.put(pool, from, Kernels.SHORT, length)) {
        MemorySegment segment = place.segment();
        long offset = place.offset();
        dot.check(kernels().dotF16(query, segment, offset, length), "dot", context);
        squaredL2.check(kernels().squaredL2F16(query, segment, offset, length), "L2", context);
        l1.check(kernels().l1F16(query, segment, offset, length), "L1", context);
      }
    }
  }

  private static int finite(SplittableRandom random) {
    int bits = random.nextInt(1 << 16);
    while (!isFinite(bits)) {
      bits = random.nextInt(1 << 16);
    }
    return bits;
  }

  private static boolean isFinite(int bits) {
    return (bits & 0x7c00) != 0x7c00;
  }
}
