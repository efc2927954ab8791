package dev.perigee.db.rows;

import java.util.Arrays;

/// A set of document numbers, as bits in blocks that are made when they are first needed.
///
/// Filled by one thread, then read by any number.
public final class NumberSet {

  private static final int BLOCK_SHIFT = 16;
  private static final int BLOCK_WORDS = 1 << (BLOCK_SHIFT - 6);

  private long[][] blocks = new long[0][];
  private long size;

  /// Adds a number.
  ///
  /// @param number 0 to 2^47 - 1
  public void add(long number) {
    int block = Math.toIntExact(number >>> BLOCK_SHIFT);
    if (block >= blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(block + 1, blocks.length * 3 / 2));
    }
    if (blocks[block] == null) {
      blocks[block] = new long[BLOCK_WORDS];
    }
    int word = (int) (number >>> 6) & (BLOCK_WORDS - 1);
    long before = blocks[block][word];
    blocks[block][word] = before | 1L << number;
    size += before == blocks[block][word] ? 0 : 1;
  }

  /// Whether a number was added.
  public boolean contains(long number) {
    long block = number >>> BLOCK_SHIFT;
    if (number < 0 || block >= blocks.length || blocks[(int) block] == null) {
      return false;
    }
    return (blocks[(int) block][(int) (number >>> 6) & (BLOCK_WORDS - 1)] >>> number & 1) != 0;
  }

  /// How many there are.
  public long size() {
    return size;
  }
}
