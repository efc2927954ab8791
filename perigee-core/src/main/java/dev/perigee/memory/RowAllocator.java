package dev.perigee.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Grows [Rows] by whole chunks of zeroed off-heap memory.
///
/// One writer at a time calls [#reserve(int)]; readers need no lock. The memory is freed with the
/// arena, which the caller owns.
public final class RowAllocator {

  private static final long CHUNK_BYTES_TARGET = 4L << 20;
  private static final int ALIGNMENT_BYTES = 64;

  private final Arena arena;
  private final Rows rows;

  /// @param arena owns the chunks
  /// @param strideBytes distance from one row to the next
  public RowAllocator(Arena arena, long strideBytes) {
    this(arena, strideBytes, CHUNK_BYTES_TARGET);
  }

  /// @param arena owns the chunks
  /// @param strideBytes distance from one row to the next
  /// @param chunkBytesMax size of a chunk, unless one row takes more; small for tables that may
  ///   stay small
  public RowAllocator(Arena arena, long strideBytes, long chunkBytesMax) {
    this.arena = arena;
    long rowsPerChunk = Math.max(1, chunkBytesMax / strideBytes);
    this.rows = Rows.growing(strideBytes, 63 - Long.numberOfLeadingZeros(rowsPerChunk));
  }

  /// The rows reserved so far, and those to come.
  public Rows rows() {
    return rows;
  }

  /// Bytes of memory held.
  public long memoryBytes() {
    return (long) rows.chunks().length * rows.rowsPerChunk() * rows.strideBytes();
  }

  /// Makes sure that rows `0` to `count - 1` have memory.
  public void reserve(int count) {
    MemorySegment[] old = rows.chunks();
    int needed = count == 0 ? 0 : rows.chunkIndex(count - 1) + 1;
    if (needed <= old.length) {
      return;
    }
    MemorySegment[] grown = Arrays.copyOf(old, needed);
    for (int i = old.length; i < needed; i++) {
      grown[i] = arena.allocate(rows.rowsPerChunk() * rows.strideBytes(), ALIGNMENT_BYTES);
    }
    rows.publish(grown);
  }
}
