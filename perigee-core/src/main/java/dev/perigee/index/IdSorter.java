package dev.perigee.index;

import dev.perigee.memory.Rows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Sorts ordinals by (id, ordinal), off-heap: a stable radix sort, least significant byte first.
/// Bytes that all ids share are passed over, so ids that count up cost few passes.
final class IdSorter {

  private static final int BUCKETS = 256;

  private IdSorter() {}

  /// Sorts the ordinals of ids.
  ///
  /// @param arena owns the result
  /// @param ids the id of each ordinal
  /// @param count number of ordinals
  /// @return ordinals as i32, in the order of their ids
  static MemorySegment sort(Arena arena, Rows ids, int count) {
    MemorySegment from = arena.allocate(Math.max(4L, 4L * count), 64);
    boolean sorted = true;
    long previous = Long.MIN_VALUE;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      from.set(Ids.INT, 4L * ordinal, ordinal);
      long id = Ids.id(ids, ordinal);
      sorted &= previous <= id;
      previous = id;
    }
    if (sorted) {
      return from;
    }
    MemorySegment to = arena.allocate(4L * count, 64);
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      int[] starts = starts(ids, count, shift);
      if (starts == null) {
        continue;
      }
      for (int i = 0; i < count; i++) {
        int ordinal = from.get(Ids.INT, 4L * i);
        int bucket = bucket(Ids.id(ids, ordinal), shift);
        to.set(Ids.INT, 4L * starts[bucket]++, ordinal);
      }
      MemorySegment swapped = from;
      from = to;
      to = swapped;
    }
    return from;
  }

  /// Where each bucket starts, or null if all ids fall into one.
  private static int[] starts(Rows ids, int count, int shift) {
    int[] starts = new int[BUCKETS];
    for (int ordinal = 0; ordinal < count; ordinal++) {
      starts[bucket(Ids.id(ids, ordinal), shift)]++;
    }
    int at = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int size = starts[bucket];
      if (size == count) {
        return null;
      }
      starts[bucket] = at;
      at += size;
    }
    return starts;
  }

  /// The bucket of a byte; flipping the sign bit puts negative ids first.
  private static int bucket(long id, int shift) {
    return (int) ((id ^ Long.MIN_VALUE) >>> shift) & (BUCKETS - 1);
  }
}
