package dev.perigee.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Which ordinals a search has seen: one bit each, off-heap. A small set is cleared as a whole, a
/// large one at the cost of what was set.
final class VisitedSet {

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  /// Bytes up to which clearing all is cheaper than noting, and predicting, what was set.
  private static final long CLEARED_BYTES_MAX = 1 << 16;

  private static final int DIRTY_MAX = 1 << 16;

  private MemorySegment words = MemorySegment.NULL;
  private long usedBytes;
  private boolean noting;
  private int[] dirty = new int[1024];
  private int dirtyCount;

  /// Empties the set and makes room for ordinals below `limit`.
  void reset(int limit) {
    clear();
    usedBytes = ((long) limit + 63) / 64 * 8;
    noting = usedBytes > CLEARED_BYTES_MAX;
    if (words.byteSize() < usedBytes) {
      long grown = Math.max(usedBytes, Math.min(2 * words.byteSize(), 1L << 28));
      // owned by the garbage collector: a search that outlives its index must not free it twice
      words = Arena.ofAuto().allocate(grown, 64);
    }
  }

  /// Adds an ordinal below the limit; returns 1 if it was not there, else 0.
  int add(int ordinal) {
    int index = ordinal >>> 6;
    long word = words.get(WORD, (long) index << 3);
    words.set(WORD, (long) index << 3, word | 1L << ordinal);
    if (noting && word == 0) {
      noteDirty(index);
    }
    return (int) (~word >>> ordinal) & 1;
  }

  private void noteDirty(int index) {
    if (dirtyCount == dirty.length && dirtyCount < DIRTY_MAX) {
      dirty = Arrays.copyOf(dirty, dirtyCount * 2);
    }
    if (dirtyCount < dirty.length) {
      dirty[dirtyCount] = index;
    }
    dirtyCount++;
  }

  private void clear() {
    if (!noting || dirtyCount > dirty.length) {
      words.asSlice(0, usedBytes).fill((byte) 0);
    } else {
      for (int i = 0; i < dirtyCount; i++) {
        words.set(WORD, (long) dirty[i] << 3, 0L);
      }
    }
    dirtyCount = 0;
  }
}
