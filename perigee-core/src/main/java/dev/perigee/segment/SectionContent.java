package dev.perigee.segment;

import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;

/// The rows of a section that is to be written.
///
/// @param type what they are
/// @param strideBytes bytes from one row to the next
/// @param count how many of them
/// @param filler makes them when they are written
public record SectionContent(SectionType type, int strideBytes, int count, Filler filler) {

  private static final int SLICE_BYTES = 1 << 20;

  /// Makes rows that exist nowhere before they are written.
  @FunctionalInterface
  public interface Filler {
    /// Writes rows one after another. Called once for each row, in their order, when all sections
    /// in front have been written.
    ///
    /// @param first the first row
    /// @param target receives the rows, all their bytes; as long as they are
    void fill(int first, MemorySegment target);
  }

  /// Rows that are there already.
  public static SectionContent of(SectionType type, Rows rows, int count) {
    return new SectionContent(type, (int) rows.strideBytes(), count, new Copy(rows));
  }

  long lengthBytes() {
    return (long) count * strideBytes;
  }

  /// Rows that are asked for at a time.
  int rowsPerSlice() {
    return Math.max(1, SLICE_BYTES / strideBytes);
  }

  /// Rows in memory or in a map.
  record Copy(Rows rows) implements Filler {
    @Override
    public void fill(int first, MemorySegment target) {
      long stride = rows.strideBytes();
      long count = target.byteSize() / stride;
      for (long done = 0; done < count; ) {
        int row = (int) (first + done);
        long inChunk = Math.min(rows.rowsToEndOfChunk(row), count - done);
        MemorySegment.copy(
            rows.chunk(row), rows.chunkOffset(row), target, done * stride, inChunk * stride);
        done += inChunk;
      }
    }
  }
}
