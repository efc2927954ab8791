package dev.perigee.formats.arrow;

import java.lang.foreign.MemorySegment;

/// Where each row of a column of lists or texts begins in what lies below, and how much of it is
/// its own. What comes out is whatever the file says: the column below compares it with its length.
sealed interface Spans {

  /// Where a row begins.
  long from(long row);

  /// How much there is of a row.
  long count(long row);

  /// All rows have the same number.
  record Even(int size) implements Spans {
    @Override
    public long from(long row) {
      // Beyond a long's range, this is too large or negative, and found to be.
      return row > Long.MAX_VALUE / Math.max(1, size) ? Long.MAX_VALUE : row * size;
    }

    @Override
    public long count(long row) {
      return size;
    }
  }

  /// Each row ends where the next begins; not every column begins at 0.
  record Offsets(MemorySegment offsets, int bytes) implements Spans {
    @Override
    public long from(long row) {
      return BufferValues.number(offsets, row, bytes);
    }

    @Override
    public long count(long row) {
      return BufferValues.number(offsets, row + 1, bytes) - from(row);
    }
  }

  /// Each row has an offset and a size.
  record Sized(MemorySegment offsets, MemorySegment sizes, int bytes) implements Spans {
    @Override
    public long from(long row) {
      return BufferValues.number(offsets, row, bytes);
    }

    @Override
    public long count(long row) {
      return BufferValues.number(sizes, row, bytes);
    }
  }
}
