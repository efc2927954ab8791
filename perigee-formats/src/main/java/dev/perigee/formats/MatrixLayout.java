package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.MappedFile;

/// Where each number of a matrix lies in its file: `[rows x columns]`, addressed by two strides.
///
/// Checked against the size of the file by whoever makes one, so that every address inside it is
/// inside the file.
///
/// @param type how one number is stored
/// @param bigEndian whether the bytes of a number are to be swapped
/// @param rows 0 to 2,147,483,647
/// @param columns 1 to 65,536
/// @param dataOffsetBytes where row 0, column 0 lies
/// @param rowStrideBytes from one row to the next
/// @param columnStrideBytes from one number of a row to the next
/// @param repeatsDimension whether the four bytes before each row state its dimension
record MatrixLayout(
    ComponentType type,
    boolean bigEndian,
    long rows,
    int columns,
    long dataOffsetBytes,
    long rowStrideBytes,
    long columnStrideBytes,
    boolean repeatsDimension) {

  /// The largest dimension of a vector, and the longest row.
  static final int COLUMNS_MAX = 65_536;

  /// The largest number of rows in one file.
  static final long ROWS_MAX = Integer.MAX_VALUE;

  /// The offset of the first number of a row.
  long rowOffsetBytes(long row) {
    return dataOffsetBytes + row * rowStrideBytes;
  }

  /// True if a row in the file is byte for byte the row in memory.
  boolean isPlain() {
    return columnStrideBytes == type.widthBytes() && (!bigEndian || type.widthBytes() == 1);
  }

  /// Plain little-endian rows, one after another.
  static MatrixLayout rowMajor(ComponentType type, long rows, int columns, long dataOffsetBytes) {
    long width = type.widthBytes();
    return new MatrixLayout(
        type, false, rows, columns, dataOffsetBytes, columns * width, width, false);
  }

  /// Checks that the file is exactly as long as its header says.
  ///
  /// @param headerBytes everything before the numbers
  /// @param rows of any value, as read from the file
  /// @param columns of any value, as read from the file
  /// @throws CorruptionException at the end of the file if it is truncated, or where it should end
  static void requireSize(
      MappedFile file, long headerBytes, long rows, long columns, int widthBytes) {
    requireSize(MappedArray.whole(file), headerBytes, rows, columns, widthBytes);
  }

  /// Checks that an array is exactly as long as its header says.
  ///
  /// @param headerBytes everything before the numbers
  /// @param rows of any value, as read from the file
  /// @param columns of any value, as read from the file
  /// @throws CorruptionException at the end of the array if it is truncated, or where it should end
  static void requireSize(
      ArrayBytes array, long headerBytes, long rows, long columns, int widthBytes) {
    long dataBytes = saturatedProduct(saturatedProduct(rows, columns), widthBytes);
    if (dataBytes != array.lengthBytes() - headerBytes) {
      boolean truncated = dataBytes > array.lengthBytes() - headerBytes;
      throw new CorruptionException(
          array.source(),
          array.startBytes() + (truncated ? array.lengthBytes() : headerBytes + dataBytes),
          "expected %d bytes of header and %d x %d numbers of %d bytes, got %d bytes in all"
              .formatted(headerBytes, rows, columns, widthBytes, array.lengthBytes()));
    }
  }

  /// Checks a shape that fits its file against what this reader accepts.
  ///
  /// @param offsetBytes where the shape stands in the file
  /// @throws CorruptionException if the rows have no columns
  /// @throws LimitExceededException if there are too many rows or columns
  static void requireShape(MappedFile file, long offsetBytes, long rows, long columns) {
    if (columns < 1) {
      throw new CorruptionException(
          file.name(), offsetBytes, "expected a dimension of 1 to 65,536, got " + columns);
    }
    if (columns > COLUMNS_MAX) {
      throw new LimitExceededException(
          file.name() + ": expected a dimension of 1 to 65,536, got " + columns);
    }
    if (rows > ROWS_MAX) {
      throw new LimitExceededException(
          file.name() + ": expected at most " + ROWS_MAX + " rows, got " + rows);
    }
  }

  /// The product of two numbers that are not negative, the largest number if it is beyond that.
  private static long saturatedProduct(long a, long b) {
    assert a >= 0 && b >= 0;
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }
}
