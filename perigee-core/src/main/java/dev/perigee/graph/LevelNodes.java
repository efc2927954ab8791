package dev.perigee.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The nodes of one level, numbered by position.
///
/// @param ordinals i32, ascending
/// @param count number of nodes
record LevelNodes(MemorySegment ordinals, int count) {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  /// The node at a position.
  int ordinal(int position) {
    return ordinals.get(INT, 4L * position);
  }

  /// How many ordinals below the last are not on this level.
  private int missing() {
    return ordinal(count - 1) + 1 - count;
  }

  /// Whether a node is on this level.
  boolean has(int ordinal) {
    return ordinal(position(ordinal)) == ordinal;
  }

  /// Where a node of this level is.
  int position(int ordinal) {
    // on level 0 few are missing, so it is at most so far in front of its ordinal
    int high = Math.min(count - 1, ordinal);
    int low = Math.clamp(ordinal - missing(), 0, high);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ordinal(middle) < ordinal) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
