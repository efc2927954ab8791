package dev.perigee.formats.arrow;

import dev.perigee.formats.record.BadRowException;
import java.lang.foreign.MemorySegment;

/// Text or bytes one behind the other, which begin and end at offsets.
final class VariableColumn extends Column {

  private final Spans offsets;
  private final MemorySegment bytes;
  private final boolean isText;

  VariableColumn(Base base, Spans offsets, MemorySegment bytes, boolean isText) {
    super(base);
    this.offsets = offsets;
    this.bytes = bytes;
    this.isText = isText;
  }

  @Override
  Object present(long row) throws BadRowException {
    long from = offsets.from(row);
    long count = offsets.count(row);
    if (from < 0 || count < 0 || from > bytes.byteSize() - count) {
      throw base()
          .damaged(
              "expected bytes %d to %d of row %d, got %d"
                  .formatted(from, from + count, row, bytes.byteSize()));
    }
    base().memory().charge(count, 2);
    return TextForm.of(BufferValues.bytes(bytes, from, (int) count), isText, base().name());
  }
}
