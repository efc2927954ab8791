package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Plain Java kernels for codes: what runs without the Vector API, and the oracle of those that use
/// it.
final class ScalarCodeKernels implements CodeKernels {

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  @Override
  public int dot8(short[] query, MemorySegment code, long offset, int codeBytes) {
    int sum = 0;
    for (int at = 0; at < codeBytes; at += 2) {
      int lane = at % BLOCK_BYTES / 2;
      int component = at - 2 * lane + lane;
      sum += query[component] * (code.get(BYTE, offset + at) & 0xff);
      sum += query[component + BLOCK_BYTES / 2] * (code.get(BYTE, offset + at + 1) & 0xff);
    }
    return sum;
  }

  @Override
  public int dot4(short[] query, MemorySegment code, long offset, int codeBytes) {
    int sum = 0;
    for (int at = 0; at < codeBytes; at += 2) {
      int word = code.get(Kernels.SHORT, offset + at);
      int lane = at % BLOCK_BYTES / 2;
      int component = 2 * (at - 2 * lane) + lane;
      sum += query[component] * (word & 15);
      sum += query[component + 32] * (word >>> 4 & 15);
      sum += query[component + 64] * (word >>> 8 & 15);
      sum += query[component + 96] * (word >>> 12 & 15);
    }
    return sum;
  }

  @Override
  public int dot1(long[] planes, MemorySegment code, long offset, int words) {
    int sum = 0;
    for (int i = 0; i < words; i++) {
      long word = code.get(Kernels.LONG, offset + 8L * i);
      sum -= QUERY_ZERO_1 * Long.bitCount(word);
      for (int plane = 0; plane < QUERY_PLANES_1; plane++) {
        sum += Long.bitCount(word & planes[plane * words + i]) << plane;
      }
    }
    return sum;
  }

  @Override
  public int lookUp(byte[] tables, MemorySegment code, long offset, int codeBytes) {
    return sumOfEntries(tables, code, offset, codeBytes);
  }

  static int sumOfEntries(byte[] tables, MemorySegment code, long offset, int codeBytes) {
    int even = 0;
    int odd = 0;
    for (int at = 0; at < codeBytes; at += Long.BYTES) {
      long word = code.get(Kernels.LONG, offset + at);
      int table = at * TABLE_SIZE;
      even += tables[table + (int) (word & 0xff)];
      odd += tables[table + TABLE_SIZE + (int) (word >>> 8 & 0xff)];
      even += tables[table + 2 * TABLE_SIZE + (int) (word >>> 16 & 0xff)];
      odd += tables[table + 3 * TABLE_SIZE + (int) (word >>> 24 & 0xff)];
      even += tables[table + 4 * TABLE_SIZE + (int) (word >>> 32 & 0xff)];
      odd += tables[table + 5 * TABLE_SIZE + (int) (word >>> 40 & 0xff)];
      even += tables[table + 6 * TABLE_SIZE + (int) (word >>> 48 & 0xff)];
      odd += tables[table + 7 * TABLE_SIZE + (int) (word >>> 56)];
    }
    return even + odd;
  }

  @Override
  public int expand4(
      MemorySegment code, long offset, int codeBytes, int scale, int bias, short[] target) {
    Arrays.fill(target, (short) 0);
    return expand4(code, offset, 0, codeBytes, scale, bias, target);
  }

  /// Expands the part of a code from byte `from` on, which starts a block.
  static int expand4(
      MemorySegment code,
      long offset,
      int from,
      int codeBytes,
      int scale,
      int bias,
      short[] target) {
    int sum = 0;
    for (int at = from; at < codeBytes; at += 2) {
      int word = code.get(Kernels.SHORT, offset + at);
      int lane = at % BLOCK_BYTES / 2;
      int component = 2 * (at - 2 * lane) + lane;
      for (int nibble = 0; nibble < 4; nibble++) {
        int value = (word >>> (4 * nibble)) & 15;
        sum += value;
        target[component + 32 * nibble] = (short) ((value * scale + bias) >> 6);
      }
    }
    return sum;
  }

  @Override
  public float dot8(float[] query, MemorySegment code, long offset, int codeBytes) {
    float first = 0;
    float second = 0;
    for (int block = 0; block < codeBytes; block += BLOCK_BYTES) {
      int lanes = Math.min(BLOCK_BYTES, codeBytes - block) / 2;
      for (int lane = 0; lane < lanes; lane++) {
        long pair = offset + block + 2L * lane;
        first += query[block + lane] * (code.get(BYTE, pair) & 0xff);
        second += query[block + lanes + lane] * (code.get(BYTE, pair + 1) & 0xff);
      }
    }
    return first + second;
  }
}
