package dev.perigee.formats.arrow;

import java.time.temporal.ChronoUnit;
import java.util.List;

/// What a column holds: the types of Arrow, without those of dictionaries, which are a matter of
/// storage.
sealed interface ArrowType {

  /// Nothing but null.
  record Nothing() implements ArrowType {}

  /// One bit each.
  record Truth() implements ArrowType {}

  /// Values of a fixed number of bytes each.
  sealed interface Fixed extends ArrowType {
    /// Bytes of a value.
    int bytes();
  }

  /// Whole numbers of 1, 2, 4 or 8 bytes.
  record Whole(int bytes, boolean isSigned) implements Fixed {}

  /// Floating-point numbers of 2, 4 or 8 bytes.
  record Real(int bytes) implements Fixed {}

  /// Decimal numbers: whole ones of 4, 8, 16 or 32 bytes, divided by a power of ten.
  record Decimal(int bytes, int scale) implements Fixed {}

  /// Days, of 4 bytes, or milliseconds of days, of 8.
  record Day(int bytes) implements Fixed {}

  /// Times of a day, of 4 or 8 bytes.
  record Clock(int bytes, ChronoUnit unit) implements Fixed {}

  /// Points in time since 1970.
  ///
  /// @param isInstant whether they are of a time zone; else what a clock on a wall says
  record Moment(ChronoUnit unit, boolean isInstant) implements Fixed {
    @Override
    public int bytes() {
      return Long.BYTES;
    }
  }

  /// Lengths of time.
  record Span(ChronoUnit unit) implements Fixed {
    @Override
    public int bytes() {
      return Long.BYTES;
    }
  }

  /// Months, of 4 bytes; days and milliseconds, of 8; or months, days and nanoseconds, of 16.
  record Interval(int bytes) implements Fixed {}

  /// Bytes.
  record FixedBytes(int bytes) implements Fixed {}

  /// Text or bytes between offsets of 4 or 8 bytes.
  record Variable(boolean isText, int offsetBytes) implements ArrowType {}

  /// Text or bytes behind views of 16 bytes.
  record View(boolean isText) implements ArrowType {}

  /// Lists between offsets of 4 or 8 bytes.
  record ListOf(int offsetBytes) implements ArrowType {}

  /// Lists, each at an offset and of a size of its own, of 4 or 8 bytes each.
  record ListView(int offsetBytes) implements ArrowType {}

  /// Lists of one size.
  record FixedList(int size) implements ArrowType {}

  /// Lists of keys and values.
  record MapOf() implements ArrowType {}

  /// Columns beside each other.
  record Struct() implements ArrowType {}

  /// Values of one of several columns.
  ///
  /// @param typeIds the id of each child
  record Union(boolean isDense, List<Integer> typeIds) implements ArrowType {}

  /// Runs of one value.
  record Runs() implements ArrowType {}
}
