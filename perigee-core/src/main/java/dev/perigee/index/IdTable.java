package dev.perigee.index;

import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The ids of a growing index, off-heap: a column of ids, and a hash table from id to first
/// ordinal.
///
/// The table is open-addressed with linear probing and at most two thirds full; a slot holds
/// ordinal + 1. Not thread-safe: the builder's lock guards it.
final class IdTable {

  private static final long FIBONACCI = 0x9e3779b97f4a7c15L;
  private static final ValueLayout.OfInt SLOT = ValueLayout.JAVA_INT;

  private final RowAllocator column;
  private MemorySegment slots = MemorySegment.NULL;
  private int slotShift;
  private int count;
  private int used;

  IdTable(Arena arena) {
    column = new RowAllocator(arena, Long.BYTES);
    rehash(10);
  }

  Rows ids() {
    return column.rows();
  }

  /// The first ordinal of an id, or -1.
  int find(long id) {
    long slot = slotOf(id);
    int ordinal = slots.get(SLOT, slot << 2) - 1;
    return ordinal;
  }

  /// Appends the id of the next ordinal.
  void add(long id) {
    column.reserve(count + 1);
    Rows ids = column.rows();
    ids.chunk(count).set(Ids.LONG, ids.chunkOffset(count), id);
    if (used >= (1L << slotShift) * 2 / 3) {
      rehash(slotShift + 1);
    }
    index(count++, id);
  }

  /// Forgets the ordinals from `newCount` on.
  void truncate(int newCount) {
    count = newCount;
    rehash(slotShift);
  }

  private void index(int ordinal, long id) {
    long slot = slotOf(id);
    if (slots.get(SLOT, slot << 2) == 0) {
      slots.set(SLOT, slot << 2, ordinal + 1);
      used++;
    }
  }

  /// The slot that holds an id, or the free one where it would go.
  private long slotOf(long id) {
    long mask = (1L << slotShift) - 1;
    long slot = (id * FIBONACCI) >>> (64 - slotShift);
    while (true) {
      int ordinal = slots.get(SLOT, slot << 2) - 1;
      if (ordinal < 0 || Ids.id(column.rows(), ordinal) == id) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void rehash(int newShift) {
    slotShift = newShift;
    // owned by the garbage collector: an outgrown table goes when nobody reads it any more
    slots = Arena.ofAuto().allocate(4L << newShift, 64);
    used = 0;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      index(ordinal, Ids.id(column.rows(), ordinal));
    }
  }
}
