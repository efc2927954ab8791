package dev.perigee.kernel;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/// Kernels for codes on the Vector API.
///
/// Shifts are made on 32-bit lanes and masked, since there is no instruction for a fixed shift of
/// 16-bit lanes that the compiler would choose. Products are added in 16-bit lanes as often as
/// cannot overflow, then widened.
///
/// Faults on mapped files: see [VectorKernels].
final class VectorCodeKernels implements CodeKernels {

  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private static final int LANES = SHORTS.length();
  private static final int BLOCK_LANES = BLOCK_BYTES / Short.BYTES;
  private static final int BYTE_OF_EACH_LANE = 0x00ff00ff;
  private static final int NIBBLE_OF_EACH_LANE = 0x000f000f;

  private static final int LEVEL_OF_EACH_LANE = 0x03ff03ff;

  /// Added before a shift, so that no bit of the sign has to come along.
  private static final int POSITIVE = 1 << 13;

  /// Blocks whose products of 15 x 127, two a step and lane, fit 16 bits.
  private static final int BLOCKS_PER_SUM = 8 * LANES / BLOCK_LANES;

  @Override
  public int dot8(short[] query, MemorySegment code, long offset, int codeBytes) {
    surviveFaults(code, offset);
    IntVector sums = IntVector.zero(INTS);
    for (int at = 0; at < codeBytes; at += BLOCK_BYTES) {
      for (int lane = 0; lane < BLOCK_LANES; lane += LANES) {
        IntVector pairs = IntVector.fromMemorySegment(INTS, code, offset + at + 2L * lane, LITTLE);
        ShortVector first = pairs.and(BYTE_OF_EACH_LANE).reinterpretAsShorts();
        ShortVector second = pairs.lanewise(LSHR, 8).and(BYTE_OF_EACH_LANE).reinterpretAsShorts();
        first = first.mul(load(query, at + lane));
        second = second.mul(load(query, at + BLOCK_LANES + lane));
        sums = sums.add(widened(first.add(second)));
      }
    }
    return sums.reduceLanes(ADD);
  }

  @Override
  public int dot4(short[] query, MemorySegment code, long offset, int codeBytes) {
    surviveFaults(code, offset);
    IntVector sums = IntVector.zero(INTS);
    int at = 0;
    while (at < codeBytes) {
      int end = at + BLOCKS_PER_SUM * BLOCK_BYTES;
      ShortVector even = ShortVector.zero(SHORTS);
      ShortVector odd = even;
      for (; at < end && at < codeBytes; at += BLOCK_BYTES) {
        for (int lane = 0; lane < BLOCK_LANES; lane += LANES) {
          IntVector words =
              IntVector.fromMemorySegment(INTS, code, offset + at + 2L * lane, LITTLE);
          int from = 2 * at + lane;
          even = even.add(nibbles(words).mul(load(query, from)));
          odd = odd.add(nibbles(words.lanewise(LSHR, 4)).mul(load(query, from + BLOCK_LANES)));
          even =
              even.add(nibbles(words.lanewise(LSHR, 8)).mul(load(query, from + 2 * BLOCK_LANES)));
          odd = odd.add(nibbles(words.lanewise(LSHR, 12)).mul(load(query, from + 3 * BLOCK_LANES)));
        }
      }
      sums = sums.add(widened(even)).add(widened(odd));
    }
    return sums.reduceLanes(ADD);
  }

  @Override
  public int expand4(
      MemorySegment code, long offset, int codeBytes, int scale, int bias, short[] target) {
    surviveFaults(code, offset);
    ShortVector scales = ShortVector.broadcast(SHORTS, (short) scale);
    ShortVector biases = ShortVector.broadcast(SHORTS, (short) (bias + POSITIVE));
    IntVector sums = IntVector.zero(INTS);
    int at = 0;
    for (; at <= codeBytes - BLOCK_BYTES; at += BLOCK_BYTES) {
      for (int lane = 0; lane < BLOCK_LANES; lane += LANES) {
        IntVector words = IntVector.fromMemorySegment(INTS, code, offset + at + 2L * lane, LITTLE);
        int from = 2 * at + lane;
        ShortVector n0 = nibbles(words);
        ShortVector n1 = nibbles(words.lanewise(LSHR, 4));
        ShortVector n2 = nibbles(words.lanewise(LSHR, 8));
        ShortVector n3 = nibbles(words.lanewise(LSHR, 12));
        sums = sums.add(widened(n0.add(n1).add(n2).add(n3)));
        level(n0.mul(scales).add(biases)).intoArray(target, from);
        level(n1.mul(scales).add(biases)).intoArray(target, from + BLOCK_LANES);
        level(n2.mul(scales).add(biases)).intoArray(target, from + 2 * BLOCK_LANES);
        level(n3.mul(scales).add(biases)).intoArray(target, from + 3 * BLOCK_LANES);
      }
    }
    int sum = sums.reduceLanes(ADD);
    if (at < codeBytes) {
      Arrays.fill(target, 2 * at, target.length, (short) 0);
      sum += ScalarCodeKernels.expand4(code, offset, at, codeBytes, scale, bias, target);
    }
    return sum;
  }

  /// A 64th of each lane, made positive for the shift and back.
  private static ShortVector level(ShortVector lanes) {
    IntVector pairs = lanes.reinterpretAsInts().lanewise(LSHR, 6).and(LEVEL_OF_EACH_LANE);
    return pairs.reinterpretAsShorts().sub((short) (POSITIVE >> 6));
  }

  @Override
  public int dot1(long[] planes, MemorySegment code, long offset, int words) {
    surviveFaults(code, offset);
    LongVector set = LongVector.zero(LONGS);
    LongVector ones = set;
    LongVector twos = set;
    LongVector fours = set;
    LongVector eights = set;
    int i = 0;
    for (; i <= words - LONGS.length(); i += LONGS.length()) {
      LongVector word = LongVector.fromMemorySegment(LONGS, code, offset + 8L * i, LITTLE);
      set = set.add(word.lanewise(BIT_COUNT));
      ones = ones.add(common(word, planes, i));
      twos = twos.add(common(word, planes, words + i));
      fours = fours.add(common(word, planes, 2 * words + i));
      eights = eights.add(common(word, planes, 3 * words + i));
    }
    LongVector low = ones.add(twos.lanewise(LSHL, 1));
    LongVector high = fours.add(eights.lanewise(LSHL, 1)).lanewise(LSHL, 2);
    int sum = (int) low.add(high).sub(set.lanewise(LSHL, 3)).reduceLanes(ADD);
    for (; i < words; i++) {
      long word = code.get(Kernels.LONG, offset + 8L * i);
      sum -= QUERY_ZERO_1 * Long.bitCount(word);
      for (int plane = 0; plane < QUERY_PLANES_1; plane++) {
        sum += Long.bitCount(word & planes[plane * words + i]) << plane;
      }
    }
    return sum;
  }

  /// There is no instruction that gathers bytes, and gathering words is no faster than loads.
  @Override
  public int lookUp(byte[] tables, MemorySegment code, long offset, int codeBytes) {
    return ScalarCodeKernels.sumOfEntries(tables, code, offset, codeBytes);
  }

  private static LongVector common(LongVector word, long[] planes, int at) {
    return word.and(LongVector.fromArray(LONGS, planes, at)).lanewise(BIT_COUNT);
  }

  @Override
  public float dot8(float[] query, MemorySegment code, long offset, int codeBytes) {
    surviveFaults(code, offset);
    FloatVector sums = FloatVector.zero(FLOATS);
    int at = 0;
    for (; at <= codeBytes - BLOCK_BYTES; at += BLOCK_BYTES) {
      for (int lane = 0; lane < BLOCK_LANES; lane += LANES) {
        IntVector pairs = IntVector.fromMemorySegment(INTS, code, offset + at + 2L * lane, LITTLE);
        ShortVector first = pairs.and(BYTE_OF_EACH_LANE).reinterpretAsShorts();
        ShortVector second = pairs.lanewise(LSHR, 8).and(BYTE_OF_EACH_LANE).reinterpretAsShorts();
        sums = addProducts(first, query, at + lane, sums);
        sums = addProducts(second, query, at + BLOCK_LANES + lane, sums);
      }
    }
    float sum = LaneSums.sum(sums);
    int lanes = (codeBytes - at) / Short.BYTES;
    for (int lane = 0; lane < lanes; lane++) {
      int pair = code.get(Kernels.SHORT, offset + at + 2L * lane);
      sum += query[at + lane] * (pair & 0xff) + query[at + lanes + lane] * (pair >>> 8 & 0xff);
    }
    return sum;
  }

  private static FloatVector addProducts(
      ShortVector codes, float[] query, int at, FloatVector sums) {
    FloatVector low = (FloatVector) codes.convertShape(S2I, INTS, 0).convertShape(I2F, FLOATS, 0);
    FloatVector high = (FloatVector) codes.convertShape(S2I, INTS, 1).convertShape(I2F, FLOATS, 0);
    FloatVector sum = low.fma(FloatVector.fromArray(FLOATS, query, at), sums);
    return high.fma(FloatVector.fromArray(FLOATS, query, at + FLOATS.length()), sum);
  }

  static ShortVector nibbles(IntVector words) {
    return words.and(NIBBLE_OF_EACH_LANE).reinterpretAsShorts();
  }

  /// The sums of neighbouring 16-bit lanes, in 32 bits.
  static IntVector widened(ShortVector lanes) {
    IntVector pairs = lanes.reinterpretAsInts();
    return pairs.lanewise(LSHL, 16).lanewise(ASHR, 16).add(pairs.lanewise(ASHR, 16));
  }

  private static ShortVector load(short[] query, int at) {
    return ShortVector.fromArray(SHORTS, query, at);
  }

  private static void surviveFaults(MemorySegment segment, long offset) {
    VectorKernels.surviveFaults(segment, offset);
  }
}
