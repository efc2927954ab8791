package dev.perigee.memory;

import dev.perigee.error.CorruptionException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Rows of one fixed stride, addressed as chunk + offset.
///
/// A mapped section is one chunk; a growing table has many, of a power of two rows each, and chunks
/// never move, so that a reader may hold one while a writer adds the next.
///
/// Readers fetch [#chunks()] once per batch, *after* they have learned the ordinals they are going
/// to read: the acquire load then sees every chunk those ordinals live in.
///
/// Ordinals are not checked here against the number of rows: whoever reads an ordinal out of a file
/// checks it before using it as an address. The memory access itself is bounds-checked, so an
/// unchecked one ends in an exception, never in foreign memory.
public final class Rows {

  private static final VarHandle CHUNKS;

  static {
    try {
      CHUNKS = MethodHandles.lookup().findVarHandle(Rows.class, "chunks", MemorySegment[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long strideBytes;
  private final int chunkShift;
  private final int chunkMask;
  private final String source;
  private final long sourceOffset;
  private final RowGuard guard;

  @SuppressWarnings("UnusedVariable") // read and written through CHUNKS
  private MemorySegment[] chunks;

  private Rows(
      MemorySegment[] chunks,
      long strideBytes,
      int chunkShift,
      String source,
      long sourceOffset,
      RowGuard guard) {
    this.chunks = chunks;
    this.guard = guard;
    this.strideBytes = strideBytes;
    this.chunkShift = chunkShift;
    this.chunkMask = chunkShift == 31 ? Integer.MAX_VALUE : (1 << chunkShift) - 1;
    this.source = source;
    this.sourceOffset = sourceOffset;
  }

  /// Rows that lie one after another in a slice of a file or of any other memory.
  ///
  /// @param segment the slice, at any alignment
  /// @param strideBytes distance from one row to the next
  /// @param source the file or memory `segment` was taken from, for error messages
  /// @param sourceOffset where in `source` the slice starts, in bytes
  public static Rows over(
      MemorySegment segment, long strideBytes, String source, long sourceOffset) {
    return guarded(segment, strideBytes, source, sourceOffset, null);
  }

  /// The same, looked at before they are used.
  ///
  /// @param guard asked by [#check(int)]; null for rows that need none
  public static Rows guarded(
      MemorySegment segment, long strideBytes, String source, long sourceOffset, RowGuard guard) {
    return new Rows(new MemorySegment[] {segment}, strideBytes, 31, source, sourceOffset, guard);
  }

  static Rows growing(long strideBytes, int chunkShift) {
    return new Rows(new MemorySegment[0], strideBytes, chunkShift, "memory", 0, null);
  }

  /// Makes sure that a row is what was written, where it comes from a file.
  ///
  /// @throws CorruptionException if it is not
  public void check(int row) {
    if (guard != null) {
      long from = sourceOffset + row * strideBytes;
      guard.check(from, from + strideBytes);
    }
  }

  /// The same for many rows.
  ///
  /// @param count how many of them
  public void check(int[] rows, int count) {
    if (guard != null) {
      for (int i = 0; i < count; i++) {
        long from = sourceOffset + rows[i] * strideBytes;
        guard.check(from, from + strideBytes);
      }
    }
  }

  /// The chunks allocated so far.
  public MemorySegment[] chunks() {
    return (MemorySegment[]) CHUNKS.getAcquire(this);
  }

  void publish(MemorySegment[] grown) {
    CHUNKS.setRelease(this, grown);
  }

  /// Bits a row number is shifted by to give the index of its chunk.
  public int chunkShift() {
    return chunkShift;
  }

  /// Bits of a row number that count inside its chunk.
  public int chunkMask() {
    return chunkMask;
  }

  /// Index in [#chunks()] of the chunk that holds a row.
  public int chunkIndex(int row) {
    return row >>> chunkShift;
  }

  /// Offset of a row in its chunk, in bytes.
  public long chunkOffset(int row) {
    return (row & chunkMask) * strideBytes;
  }

  /// The chunk that holds a row; for bulk work use [#chunks()] once.
  public MemorySegment chunk(int row) {
    return chunks()[row >>> chunkShift];
  }

  /// Distance from one row to the next, in bytes.
  public long strideBytes() {
    return strideBytes;
  }

  /// Number of consecutive rows that share a chunk.
  public int rowsPerChunk() {
    return chunkShift == 31 ? Integer.MAX_VALUE : 1 << chunkShift;
  }

  /// Copies rows `0` to `count - 1` of another table of the same stride.
  ///
  /// @throws CorruptionException if they are not what was written
  public void copyFrom(Rows other, int count) {
    if (other.guard != null && count > 0) {
      other.guard.check(other.sourceOffset, other.sourceOffset + count * strideBytes);
    }
    long copied = 0;
    while (copied < count) {
      int row = (int) copied;
      long left = Math.min(rowsToEndOfChunk(row), other.rowsToEndOfChunk(row));
      long rows = Math.min(left, count - copied);
      MemorySegment.copy(
          other.chunk(row),
          other.chunkOffset(row),
          chunk(row),
          chunkOffset(row),
          rows * strideBytes);
      copied += rows;
    }
  }

  /// Number of rows from this one to the end of its chunk.
  public long rowsToEndOfChunk(int row) {
    return (long) chunkMask + 1 - (row & chunkMask);
  }

  /// An error that names the source and the position of a damaged row.
  ///
  /// @param row the row
  /// @param offsetInRow the damaged field in it, in bytes
  /// @param reason what was expected and what was found
  public CorruptionException corruption(int row, long offsetInRow, String reason) {
    return new CorruptionException(source, sourceOffset + row * strideBytes + offsetInRow, reason);
  }
}
