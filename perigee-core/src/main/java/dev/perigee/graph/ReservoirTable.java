package dev.perigee.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// The nearest candidates found so far for each of many nodes, off-heap: sorted, a bounded number
/// each. Once they have been read, the same memory takes lists of incoming links.
///
/// Any number of threads; a node is locked meanwhile. What a reservoir holds in the end does not
/// depend on the order of the offers.
final class ReservoirTable {

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final VarHandle COUNT = ValueLayout.JAVA_INT.varHandle();

  private final int size;
  private final MemorySegment slots;
  private final MemorySegment counts;
  private final MemorySegment bounds;
  private final RowLocks locks = new RowLocks();

  /// @param arena owns the memory
  /// @param nodes number of nodes
  /// @param size most candidates of a node
  ReservoirTable(Arena arena, int nodes, int size) {
    this.size = size;
    this.slots = arena.allocate((long) nodes * size * Long.BYTES, 64);
    this.counts = arena.allocate((long) nodes * Integer.BYTES, 64);
    this.bounds = arena.allocate((long) nodes * Float.BYTES, 64);
    noteBounds(0, nodes, size);
  }

  /// Bytes for each node.
  static long bytesPerNode(int size) {
    return (long) size * Long.BYTES + Integer.BYTES + Float.BYTES;
  }

  /// Most candidates of a node.
  int size() {
    return size;
  }

  /// Distance from which on candidates are not worth offering in this round.
  float bound(int node) {
    return bounds.get(FLOAT, 4L * node);
  }

  /// Notes the bounds of a new round for some nodes: the distance of the candidate at a rank, as it
  /// stands between rounds, so that it does not depend on the threads.
  void noteBounds(int from, int to, int rank) {
    for (int node = from; node < to; node++) {
      int count = counts.get(INT, 4L * node);
      float bound =
          count > rank
              ? Candidate.distance(slots.get(LONG, slot(node) + 8L * rank))
              : Float.POSITIVE_INFINITY;
      bounds.set(FLOAT, 4L * node, bound);
    }
  }

  /// Offers candidates to a node.
  ///
  /// @param offers sorted; may hold what the node has already
  /// @param held scratch, at least [#size()] long
  void offer(int node, long[] offers, int from, int to, long[] held) {
    synchronized (locks.of(node)) {
      int count = read(node, held);
      if (count == size && offers[from] >= held[size - 1]) {
        return;
      }
      int mine = 0;
      int theirs = from;
      int written = 0;
      long last = -1;
      boolean any = false;
      while (written < size && (mine < count || theirs < to)) {
        boolean takeMine = theirs == to || (mine < count && held[mine] <= offers[theirs]);
        long next = takeMine ? held[mine++] : offers[theirs++];
        if (any && next == last) {
          continue;
        }
        slots.set(LONG, slot(node) + 8L * written++, next);
        last = next;
        any = true;
      }
      counts.set(INT, 4L * node, written);
    }
  }

  /// Reads the candidates of a node, nearest first.
  ///
  /// @param target receives at most [#size()]
  /// @return how many
  int read(int node, long[] target) {
    int count = counts.get(INT, 4L * node);
    MemorySegment.copy(slots, LONG, slot(node), target, 0, count);
    return count;
  }

  /// Makes an empty list of incoming links of a node's memory.
  void clear(int node) {
    counts.set(INT, 4L * node, 0);
  }

  /// Adds an incoming link; those that find no room are dropped.
  void addIncoming(int node, int from) {
    int index = (int) COUNT.getAndAdd(counts, 4L * node, 1);
    if (index >= 0 && index < 2 * size) {
      slots.set(INT, slot(node) + 4L * index, from);
    }
  }

  /// Reads the incoming links of a node.
  ///
  /// @param target receives at most `2 x size()`
  /// @return how many
  int readIncoming(int node, int[] target, int at) {
    int count = Math.min(counts.get(INT, 4L * node), 2 * size);
    MemorySegment.copy(slots, INT, slot(node), target, at, count);
    return count;
  }

  private long slot(int node) {
    return (long) node * size * Long.BYTES;
  }
}
