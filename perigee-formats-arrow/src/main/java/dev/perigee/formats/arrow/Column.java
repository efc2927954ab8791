package dev.perigee.formats.arrow;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.record.BadRowException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The values of one field in one batch or dictionary, read where they lie.
///
/// Whatever row is asked for is compared with the length of the column, and the length was compared
/// with the buffers when the column was made. So a column may ask another one, by offsets of a
/// stranger, for anything. Owned by the thread of the batch, and read only while that is open.
abstract class Column {

  /// What a column is part of.
  ///
  /// @param file it lies in
  /// @param offset of the message, for errors
  /// @param memory that values are charged to
  /// @param name of the field
  /// @param length rows of the column
  /// @param validity a bit a row, zero for null; null where no row is
  record Base(
      ArrowFile file,
      long offset,
      RecordMemory memory,
      String name,
      long length,
      MemorySegment validity) {

    CorruptionException damaged(String reason) {
      return file.damaged(offset, "column " + name + ": " + reason);
    }

    /// Compares a buffer with what the rows need.
    MemorySegment require(MemorySegment buffer, long rows, long bitsEach, String what) {
      long bytes = buffer.byteSize();
      // Rows are few enough for this; their bytes need not be.
      if (bitsEach > 0 && rows > bytes * Byte.SIZE / bitsEach) {
        throw damaged(
            "expected %s of %d times %d bits, got %d bytes".formatted(what, rows, bitsEach, bytes));
      }
      return buffer;
    }
  }

  private final Base base;

  Column(Base base) {
    this.base = base;
  }

  final Base base() {
    return base;
  }

  final long length() {
    return base.length();
  }

  /// The value of a row as [dev.perigee.formats.record.RecordAssembler] takes it; null for null.
  ///
  /// @throws BadRowException if it is nothing that can be said
  /// @throws CorruptionException if it leads to where nothing is
  final Object value(long row) throws BadRowException {
    requireRows(row, 1);
    if (base.validity() != null && !BufferValues.bit(base.validity(), row)) {
      return null;
    }
    base.memory().charge(1, RecordMemory.VALUE_BYTES);
    return present(row);
  }

  /// The values of some rows, without a box for each where they are numbers.
  final Object values(long from, long count) throws BadRowException {
    requireRows(from, count);
    return hasNull(from, count) ? boxed(from, count) : list(from, count);
  }

  /// The value of a row that is not null.
  abstract Object present(long row) throws BadRowException;

  /// The values of rows none of which is null.
  Object list(long from, long count) throws BadRowException {
    return boxed(from, count);
  }

  /// The values of rows as a plain list.
  final List<Object> boxed(long from, long count) throws BadRowException {
    base.memory().charge(count, Long.BYTES);
    List<Object> list = new ArrayList<>((int) count);
    for (long row = from; row < from + count; row++) {
      list.add(value(row));
    }
    return list;
  }

  private void requireRows(long from, long count) {
    if (from < 0 || count < 0 || from > base.length() - count) {
      throw base.damaged(
          "expected %d rows from %d on, got %d in all".formatted(count, from, base.length()));
    }
  }

  private boolean hasNull(long from, long count) {
    if (base.validity() == null) {
      return false;
    }
    for (long row = from; row < from + count; row++) {
      if (!BufferValues.bit(base.validity(), row)) {
        return true;
      }
    }
    return false;
  }
}
