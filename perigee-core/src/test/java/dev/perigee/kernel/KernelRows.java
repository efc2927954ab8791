package dev.perigee.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Puts one row into two memories, on the heap and off it, at addresses no vector load likes.
///
/// A segment ends where its row ends, so that reading on throws; before the row lie bits that are
/// NaN as floats and halves, so that reading back shows.
final class KernelRows {

  /// Every length up to several unrolled steps of the widest vectors, then the largest ones.
  static final int[] LENGTHS =
      IntStream.concat(IntStream.rangeClosed(1, 2100), IntStream.of(4096, 8191, 16_384, 65_536))
          .toArray();

  /// Fewer lengths, for data whose sums could overflow rather than miss an element.
  static final int[] SOME_LENGTHS =
      Arrays.stream(LENGTHS).filter(n -> n < 140 || n > 2090 || n % 61 == 0).toArray();

  static final int LENGTH_MAX = 65_536;

  private static final int OFFSETS = 64;
  private static final int MEMORY_BYTES = LENGTH_MAX * Long.BYTES + OFFSETS;

  private final MemorySegment heap = MemorySegment.ofArray(new byte[MEMORY_BYTES]);
  private final MemorySegment offHeap = Arena.ofAuto().allocate(MEMORY_BYTES, OFFSETS);

  /// One row: a segment and the byte it starts at.
  record Place(MemorySegment segment, long offset) {}

  /// Copies a row.
  ///
  /// @param array holds the row
  /// @param from its first element in `array`
  /// @param layout of one element in memory
  /// @param length number of elements
  /// @return the row on the heap, then off it; valid until the next call
  List<Place> put(Object array, int from, ValueLayout layout, int length) {
    return List.of(
        put(heap, length % OFFSETS, array, from, layout, length),
        put(offHeap, (length * 37 + 5) % OFFSETS, array, from, layout, length));
  }

  private static Place put(
      MemorySegment memory, long offset, Object array, int from, ValueLayout layout, int length) {
    memory.asSlice(0, offset).fill((byte) 0xff);
    MemorySegment.copy(array, from, memory, layout, offset, length);
    return new Place(memory.asSlice(0, offset + length * layout.byteSize()), offset);
  }
}
