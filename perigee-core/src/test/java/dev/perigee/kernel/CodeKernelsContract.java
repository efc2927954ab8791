package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.fail;

import dev.perigee.kernel.KernelRows.Place;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every implementation computes on codes: what loops over single components compute.
///
/// Codes lie at odd addresses with random bytes behind them, up to where kernels may read; there
/// the memory ends.
interface CodeKernelsContract {

  long SEED = 20_250_810;

  /// Every length that dimensions of 1 to 2,100 give, and those of the largest.
  int[] CODE_BYTES =
      IntStream.concat(
              IntStream.rangeClosed(1, 1050).map(pairs -> 2 * pairs),
              IntStream.of(4096, 8192, 16_384, 32_768, 65_536))
          .toArray();

  int[] WORDS =
      IntStream.concat(IntStream.rangeClosed(1, 66), IntStream.of(128, 256, 1024)).toArray();

  /// How the components of codes and queries are drawn.
  enum Drawn {
    RANDOM,
    /// All bits of the code set and every component of the query the largest: sums grow fastest.
    LARGEST,
    /// The same with the sign turned around.
    LEAST,
    /// Codes of all bits or none, queries of the largest magnitude and any sign.
    EDGES
  }

  CodeKernels kernels();

  @Test
  default void integersWithCodesOf8Bits() {
    KernelRows rows = new KernelRows();
    for (Drawn drawn : Drawn.values()) {
      SplittableRandom random = new SplittableRandom(SEED);
      byte[] pool = codes(drawn, random);
      for (int bytes : CODE_BYTES) {
        short[] query = query(drawn, random, bytes, 8, CodeKernels.QUERY_MAX_8);
        long expected = 0;
        for (int at = 0; at < bytes; at++) {
          int lane = at % 64 / 2;
          expected += query[at / 64 * 64 + at % 2 * 32 + lane] * (pool[at] & 0xffL);
        }
        int read = CodeKernels.readBytes(bytes);
        for (Place place : rows.put(pool, 0, ValueLayout.JAVA_BYTE, read)) {
          check(
              "dot8",
              drawn,
              bytes,
              expected,
              kernels().dot8(query, place.segment(), place.offset(), bytes));
        }
      }
    }
  }

  @Test
  default void integersWithCodesOf4Bits() {
    KernelRows rows = new KernelRows();
    for (Drawn drawn : Drawn.values()) {
      SplittableRandom random = new SplittableRandom(SEED + 1);
      byte[] pool = codes(drawn, random);
      for (int bytes : CODE_BYTES) {
        short[] query = query(drawn, random, bytes, 4, CodeKernels.QUERY_MAX_4);
        long expected = 0;
        for (int at = 0; at < bytes; at++) {
          int first = at / 64 * 128 + at % 2 * 64 + at % 64 / 2;
          expected += query[first] * (pool[at] & 15) + query[first + 32] * (pool[at] >>> 4 & 15);
        }
        int read = CodeKernels.readBytes(bytes);
        for (Place place : rows.put(pool, 0, ValueLayout.JAVA_BYTE, read)) {
          check(
              "dot4",
              drawn,
              bytes,
              expected,
              kernels().dot4(query, place.segment(), place.offset(), bytes));
        }
      }
    }
  }

  @Test
  default void integersWithCodesOfOneBit() {
    KernelRows rows = new KernelRows();
    for (Drawn drawn : Drawn.values()) {
      SplittableRandom random = new SplittableRandom(SEED + 2);
      byte[] pool = codes(drawn, random);
      for (int words : WORDS) {
        int[] query = new int[64 * words];
        long expected = 0;
        for (int i = 0; i < query.length; i++) {
          query[i] = component(drawn, random, CodeKernels.QUERY_MAX_1);
          expected += (long) query[i] * (pool[i / 8] >>> i % 8 & 1);
        }
        long[] planes = planes(query);
        for (Place place : rows.put(pool, 0, ValueLayout.JAVA_BYTE, 8 * words)) {
          int dot = kernels().dot1(planes, place.segment(), place.offset(), words);
          check("dot1", drawn, 8 * words, expected, dot);
        }
      }
    }
  }

  @Test
  default void entriesThatCodesOfSubspacesName() {
    KernelRows rows = new KernelRows();
    for (Drawn drawn : Drawn.values()) {
      SplittableRandom random = new SplittableRandom(SEED + 4);
      byte[] pool = codes(drawn, random);
      for (int words : WORDS) {
        byte[] tables = new byte[8 * words * CodeKernels.TABLE_SIZE];
        for (int i = 0; i < tables.length; i++) {
          tables[i] = (byte) component(drawn, random, Byte.MAX_VALUE);
        }
        long expected = 0;
        for (int at = 0; at < 8 * words; at++) {
          expected += tables[at * CodeKernels.TABLE_SIZE + (pool[at] & 0xff)];
        }
        for (Place place : rows.put(pool, 0, ValueLayout.JAVA_BYTE, 8 * words)) {
          int sum = kernels().lookUp(tables, place.segment(), place.offset(), 8 * words);
          check("lookUp", drawn, 8 * words, expected, sum);
        }
      }
    }
  }

  @Test
  default void floatsWithCodesOf8Bits() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    KernelRows rows = new KernelRows();
    byte[] pool = codes(Drawn.RANDOM, random);
    for (int bytes : CODE_BYTES) {
      float[] query = new float[bytes];
      double expected = 0;
      double magnitude = 0;
      int tailLanes = bytes % 64 / 2;
      for (int at = 0; at < bytes; at++) {
        int lanes = at < bytes / 64 * 64 ? 32 : tailLanes;
        int component = at / 64 * 64 + at % 2 * lanes + at % 64 / 2;
        query[component] = (float) random.nextGaussian();
        double product = (double) query[component] * (pool[at] & 0xff);
        expected += product;
        magnitude += Math.abs(product);
      }
      for (Place place : rows.put(pool, 0, ValueLayout.JAVA_BYTE, bytes)) {
        float dot = kernels().dot8(query, place.segment(), place.offset(), bytes);
        if (!(Math.abs(dot - expected) <= magnitude * 0x1p-24 * (8 + bytes / 16.0))) {
          fail(
              "dot8 of floats, %d bytes, seed %d: expected %s, got %s", bytes, SEED, expected, dot);
        }
      }
    }
  }

  private static byte[] codes(Drawn drawn, SplittableRandom random) {
    byte[] pool = new byte[KernelRows.LENGTH_MAX + 64];
    random.nextBytes(pool);
    for (int i = 0; i < pool.length; i++) {
      pool[i] =
          switch (drawn) {
            case RANDOM -> pool[i];
            case LARGEST, LEAST -> (byte) 0xff;
            case EDGES -> (byte) (pool[i] < 0 ? 0xff : 0);
          };
    }
    return pool;
  }

  private static int component(Drawn drawn, SplittableRandom random, int largest) {
    return switch (drawn) {
      case RANDOM -> random.nextInt(-largest, largest + 1);
      case LARGEST -> largest;
      case LEAST -> -largest;
      case EDGES -> random.nextBoolean() ? largest : -largest;
    };
  }

  /// Whole blocks, zeros in the lanes the code has not.
  private static short[] query(
      Drawn drawn, SplittableRandom random, int bytes, int bits, int largest) {
    short[] query = new short[CodeKernels.readBytes(bytes) * 8 / bits];
    int groups = 16 / bits;
    for (int i = 0; i < query.length; i++) {
      int lane = i / (32 * groups) * 32 + i % 32;
      query[i] = (short) (2 * lane < bytes ? component(drawn, random, largest) : 0);
    }
    return query;
  }

  private static long[] planes(int[] query) {
    int words = query.length / 64;
    long[] planes = new long[CodeKernels.QUERY_PLANES_1 * words];
    for (int i = 0; i < query.length; i++) {
      long level = (long) query[i] + CodeKernels.QUERY_ZERO_1;
      for (int plane = 0; plane < CodeKernels.QUERY_PLANES_1; plane++) {
        planes[plane * words + i / 64] |= (level >>> plane & 1) << i % 64;
      }
    }
    return planes;
  }

  private void check(String what, Drawn drawn, int bytes, long expected, int actual) {
    if (actual != expected) {
      fail(
          "%s of %s, %s, %d bytes, seed %d: expected %d, got %d",
          what, kernels().getClass().getSimpleName(), drawn, bytes, SEED, expected, actual);
    }
  }
}
