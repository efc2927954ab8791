package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.fail;

import dev.perigee.kernel.KernelRows.Place;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What every implementation counts on rows of int8 values and of bits: exactly what loops in long
/// count.
interface IntegerKernelsContract {

  long SEED = 20_250_703;

  Kernels kernels();

  @Test
  default void int8OfEveryLengthAndAlignment() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] query = new byte[KernelRows.LENGTH_MAX];
    byte[] pool = new byte[KernelRows.LENGTH_MAX + 64];
    random.nextBytes(query);
    random.nextBytes(pool);
    checkInt8("random", KernelRows.LENGTHS, query, pool);
  }

  /// Products of 2^14, differences of 255 and squares of 65,025 fill the 16-bit lanes they are
  /// computed in; 65,536 of them fill 32 bits.
  @Test
  default void int8AtTheEdges() {
    int[] edges = {-128, 127};
    for (int queryValue : edges) {
      for (int rowValue : edges) {
        byte[] query = new byte[KernelRows.LENGTH_MAX];
        byte[] pool = new byte[KernelRows.LENGTH_MAX + 64];
        Arrays.fill(query, (byte) queryValue);
        Arrays.fill(pool, (byte) rowValue);
        checkInt8(
            "all " + queryValue + " to all " + rowValue, KernelRows.SOME_LENGTHS, query, pool);
      }
    }
  }

  @Test
  default void int8AtMixedEdges() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    byte[] query = new byte[KernelRows.LENGTH_MAX];
    byte[] pool = new byte[KernelRows.LENGTH_MAX + 64];
    for (int i = 0; i < pool.length; i++) {
      pool[i] = (byte) (random.nextBoolean() ? -128 : 127);
      query[i % query.length] = (byte) (random.nextBoolean() ? -128 : 127);
    }
    checkInt8("-128 or 127", KernelRows.SOME_LENGTHS, query, pool);
  }

  @Test
  default void bitsOfEveryLengthAndAlignment() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    long[] query = random.longs(KernelRows.LENGTH_MAX).toArray();
    long[] pool = random.longs(KernelRows.LENGTH_MAX + 64).toArray();
    checkBits("random", KernelRows.LENGTHS, query, pool);
  }

  @Test
  default void bitsAllAlike() {
    long[] edges = {0, -1};
    for (long queryWord : edges) {
      for (long rowWord : edges) {
        long[] query = new long[KernelRows.LENGTH_MAX];
        long[] pool = new long[KernelRows.LENGTH_MAX + 64];
        Arrays.fill(query, queryWord);
        Arrays.fill(pool, rowWord);
        checkBits(
            "all " + (queryWord & 1) + " to all " + (rowWord & 1),
            KernelRows.SOME_LENGTHS,
            query,
            pool);
      }
    }
  }

  private void checkInt8(String data, int[] lengths, byte[] bytes, byte[] pool) {
    short[] query = new short[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      query[i] = bytes[i];
    }
    KernelRows rows = new KernelRows();
    for (int length : lengths) {
      int from = length % 64;
      long dot = 0;
      long squaredL2 = 0;
      long l1 = 0;
      for (int i = 0; i < length; i++) {
        long difference = (long) query[i] - pool[from + i];
        dot += (long) query[i] * pool[from + i];
        squaredL2 += difference * difference;
        l1 += Math.abs(difference);
      }
      for (Place place : rows.put(pool, from, ValueLayout.JAVA_BYTE, length)) {
        MemorySegment segment = place.segment();
        long offset = place.offset();
        check("dot", data, length, dot, kernels().dotInt8(query, segment, offset, length));
        check(
            "L2", data, length, squaredL2, kernels().squaredL2Int8(query, segment, offset, length));
        check("L1", data, length, l1, kernels().l1Int8(query, segment, offset, length));
      }
    }
  }

  private void checkBits(String data, int[] lengths, long[] query, long[] pool) {
    KernelRows rows = new KernelRows();
    for (int length : lengths) {
      int from = length % 64;
      long differing = 0;
      long both = 0;
      long either = 0;
      for (int i = 0; i < length; i++) {
        differing += Long.bitCount(query[i] ^ pool[from + i]);
        both += Long.bitCount(query[i] & pool[from + i]);
        either += Long.bitCount(query[i] | pool[from + i]);
      }
      for (Place place : rows.put(pool, from, Kernels.LONG, length)) {
        MemorySegment segment = place.segment();
        long offset = place.offset();
        check(
            "hamming", data, length, differing, kernels().hamming(query, segment, offset, length));
        long counts = kernels().intersectionAndUnion(query, segment, offset, length);
        check("intersection", data, length, both, counts >>> 32);
        check("union", data, length, either, counts & 0xffff_ffffL);
      }
    }
  }

  private void check(String what, String data, int length, long expected, long actual) {
    if (actual != expected) {
      fail(
          "%s kernels, %s, length %d, %s data, seed %d: expected %d, got %d",
          kernels().name(), what, length, data, SEED, expected, actual);
    }
  }
}
