package dev.perigee.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The nodes of one level, numbered by position.
///
/// @param ordinals i32, ascending; null where position and ordinal are the same
/// @param count number of nodes
record LevelNodes(MemorySegment ordinals, int count) {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  /// The node at a position.
  int ordinal(int position) {
    return ordinals == null ? position : ordinals.get(INT, 4L * position);
  }

  /// Where a node of this level is.
  int position(int ordinal) {
    if (ordinals == null) {
      return ordinal;
    }
    int low = 0;
    int high = count - 1;
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
