package dev.perigee.graph;

import java.util.function.IntPredicate;

/// Which nodes of a graph are kept, and the numbers they get when the others are gone: the same
/// order without gaps.
///
/// A bit for each node and a count for each 512 of them. Immutable, thread-safe.
public final class KeptNodes {

  private static final int WORDS_PER_BLOCK = 8;
  private static final int BLOCK_SHIFT = 9;

  private final int count;
  private final int kept;
  private final long[] words;
  private final int[] before;

  /// @param count nodes of the graph
  /// @param removed which of them go
  public KeptNodes(int count, IntPredicate removed) {
    this.count = count;
    int blocks = (int) (((long) count + (1 << BLOCK_SHIFT) - 1) >>> BLOCK_SHIFT);
    words = new long[blocks * WORDS_PER_BLOCK];
    before = new int[blocks + 1];
    for (int node = 0; node < count; node++) {
      if (!removed.test(node)) {
        words[node >>> 6] |= 1L << node;
      }
    }
    int sum = 0;
    for (int block = 0; block < blocks; block++) {
      before[block] = sum;
      for (int word = 0; word < WORDS_PER_BLOCK; word++) {
        sum += Long.bitCount(words[block * WORDS_PER_BLOCK + word]);
      }
    }
    before[blocks] = sum;
    kept = sum;
  }

  /// Nodes of the graph.
  public int count() {
    return count;
  }

  /// How many are kept.
  public int kept() {
    return kept;
  }

  /// Whether a node is kept.
  public boolean isKept(int node) {
    return (words[node >>> 6] >>> node & 1) != 0;
  }

  /// The new number of a node that is kept.
  public int rank(int node) {
    int word = node >>> 6;
    int rank = before[node >>> BLOCK_SHIFT];
    for (int i = word & -WORDS_PER_BLOCK; i < word; i++) {
      rank += Long.bitCount(words[i]);
    }
    return rank + Long.bitCount(words[word] & ((1L << node) - 1));
  }

  /// The node that gets a number.
  ///
  /// @param rank 0 to `kept() - 1`
  public int node(int rank) {
    int low = 0;
    int high = before.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (before[middle] <= rank) {
        low = middle;
      } else {
        high = middle;
      }
    }
    int left = rank - before[low];
    int word = low * WORDS_PER_BLOCK;
    for (int bits; left >= (bits = Long.bitCount(words[word])); word++) {
      left -= bits;
    }
    long rest = words[word];
    for (; left > 0; left--) {
      rest &= rest - 1;
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest);
  }

  /// The first kept node at or behind a node, or [#count()].
  public int next(int node) {
    if (node >= count) {
      return count;
    }
    int word = node >>> 6;
    long rest = words[word] & -1L << node;
    while (rest == 0) {
      if (++word == words.length) {
        return count;
      }
      rest = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(rest);
  }
}
