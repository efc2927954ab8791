package dev.perigee.formats.arrow;

import dev.perigee.formats.file.LittleEndian;
import dev.perigee.formats.record.BadRowException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Text or bytes behind views.
///
/// ```
/// i32 length | 12 bytes, if they are enough
/// i32 length | first 4 bytes | i32 buffer | i32 offset in it
/// ```
final class ViewColumn extends Column {

  private static final int VIEW_BYTES = 16;
  private static final int INLINE_BYTES_MAX = 12;

  private final MemorySegment views;
  private final List<MemorySegment> buffers;
  private final boolean isText;

  ViewColumn(Base base, MemorySegment views, List<MemorySegment> buffers, boolean isText) {
    super(base);
    this.views = base.require(views, base.length(), VIEW_BYTES * Byte.SIZE, "views");
    this.buffers = buffers;
    this.isText = isText;
  }

  @Override
  Object present(long row) throws BadRowException {
    long at = row * VIEW_BYTES;
    int length = views.get(LittleEndian.INT, at);
    if (length >= 0 && length <= INLINE_BYTES_MAX) {
      return of(views, at + Integer.BYTES, length);
    }
    int index = views.get(LittleEndian.INT, at + 2 * Integer.BYTES);
    int offset = views.get(LittleEndian.INT, at + 3 * Integer.BYTES);
    if (length < 0 || index < 0 || index >= buffers.size() || offset < 0) {
      throw damaged(row, length, index, offset);
    }
    MemorySegment buffer = buffers.get(index);
    if (offset > buffer.byteSize() - length) {
      throw damaged(row, length, index, offset);
    }
    return of(buffer, offset, length);
  }

  private Object of(MemorySegment buffer, long at, int length) throws BadRowException {
    base().memory().charge(length, 2);
    return TextForm.of(BufferValues.bytes(buffer, at, length), isText, base().name());
  }

  private RuntimeException damaged(long row, int length, int index, int offset) {
    return base()
        .damaged(
            "expected a view of row %d into %d buffers, got %d bytes at %d of buffer %d"
                .formatted(row, buffers.size(), length, offset, index));
  }
}
