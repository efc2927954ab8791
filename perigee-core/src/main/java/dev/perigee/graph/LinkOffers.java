package dev.perigee.graph;

import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Links to new nodes that old rows are going to be offered: a list for each row, 4 bytes a row and
/// 8 an offer, off-heap.
///
/// Any thread adds, none reads meanwhile.
final class LinkOffers {

  private static final int NONE = 0;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment heads;
  private final RowAllocator offers;
  private int count;

  /// @param arena owns the memory
  /// @param rows that there may be offers to
  LinkOffers(Arena arena, int rows) {
    heads = arena.allocate(Math.max(4L, 4L * rows), 64);
    offers = new RowAllocator(arena, 2L * Integer.BYTES);
  }

  /// Adds an offer.
  ///
  /// @param node the new node
  void add(int row, int node) {
    synchronized (offers) {
      offers.reserve(count + 1);
      Rows table = offers.rows();
      MemorySegment chunk = table.chunk(count);
      long at = table.chunkOffset(count);
      chunk.set(ValueLayout.JAVA_INT, at, node);
      chunk.set(ValueLayout.JAVA_INT, at + Integer.BYTES, (int) INT.get(heads, 4L * row));
      INT.set(heads, 4L * row, ++count);
    }
  }

  /// Reads the offers to a row.
  ///
  /// @param target receives as many as it has room for
  /// @param from index of the first in `target`
  /// @return how many
  int read(int row, int[] target, int from) {
    int found = 0;
    int next = (int) INT.get(heads, 4L * row);
    while (next != NONE && from + found < target.length) {
      int offer = next - 1;
      Rows table = offers.rows();
      MemorySegment chunk = table.chunk(offer);
      long at = table.chunkOffset(offer);
      target[from + found++] = chunk.get(ValueLayout.JAVA_INT, at);
      next = chunk.get(ValueLayout.JAVA_INT, at + Integer.BYTES);
    }
    return found;
  }
}
