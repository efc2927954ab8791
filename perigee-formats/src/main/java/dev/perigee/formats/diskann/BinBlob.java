package dev.perigee.formats.diskann;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;

/// A matrix as DiskANN stores all of them, at the start of a file or inside it; the type of a
/// number is told by the place.
///
/// ```
/// 0   u32   rows
/// 4   u32   columns
/// 8         rows x columns numbers
/// ```
///
/// @param file that it is in
/// @param at where its numbers begin
/// @param rows of numbers
/// @param columns numbers of each row
/// @param widthBytes of a number
record BinBlob(FileBytes file, long at, int rows, int columns, int widthBytes) {

  private static final int HEAD_BYTES = 8;

  /// One more than there are dimensions: a build for the inner product adds one.
  static final int COLUMNS_MAX = 65_537;

  /// Reads where a matrix lies and compares it with the length of the file.
  ///
  /// @param head where its header is
  /// @param what the rows are, in the plural, for the error
  /// @throws dev.perigee.error.CorruptionException if it is not in the file
  /// @throws LimitExceededException above 65,537 columns or 2,147,483,647 rows
  static BinBlob read(FileBytes file, long head, int widthBytes, String what) {
    if (head < 0 || head > file.sizeBytes()) {
      throw file.corruption(0, "expected where " + what + " are, got " + head);
    }
    long rows = file.u32(head);
    long columns = file.u32(head + Integer.BYTES);
    file.require(head + HEAD_BYTES, rows, columns * widthBytes, what);
    if (rows > Integer.MAX_VALUE || columns > COLUMNS_MAX) {
      throw new LimitExceededException(
          "%s: expected at most %,d x %,d %s, got %,d x %,d"
              .formatted(file.name(), Integer.MAX_VALUE, COLUMNS_MAX, what, rows, columns));
    }
    if (columns == 0) {
      throw file.corruption(head + Integer.BYTES, "expected " + what + ", got rows of nothing");
    }
    return new BinBlob(file, head + HEAD_BYTES, (int) rows, (int) columns, widthBytes);
  }

  /// Reads a matrix that is a whole file.
  ///
  /// @throws dev.perigee.error.CorruptionException if the file is longer or shorter than it
  static BinBlob whole(FileBytes file, int widthBytes, String what) {
    BinBlob blob = read(file, 0, widthBytes, what);
    long end = blob.rowAt(blob.rows);
    if (end != file.sizeBytes()) {
      throw file.corruption(
          end, "expected the end of the file, got " + (file.sizeBytes() - end) + " more bytes");
    }
    return blob;
  }

  /// Where a row begins.
  long rowAt(long row) {
    return at + row * columns * widthBytes;
  }

  /// Checks its shape.
  ///
  /// @throws dev.perigee.error.CorruptionException if it has another
  BinBlob require(int expectedRows, int expectedColumns, String what) {
    if (rows != expectedRows || columns != expectedColumns) {
      throw file.corruption(
          at - HEAD_BYTES,
          "expected %s, %d x %d, got %d x %d"
              .formatted(what, expectedRows, expectedColumns, rows, columns));
    }
    return this;
  }

  /// All numbers, which are floats, row by row. The caller has bounded how many there are.
  float[] floats() {
    float[] numbers = new float[Math.multiplyExact(rows, columns)];
    int[] bits = new int[columns];
    for (int row = 0; row < rows; row++) {
      file.i32s(rowAt(row), columns, bits);
      for (int column = 0; column < columns; column++) {
        numbers[row * columns + column] = Float.intBitsToFloat(bits[column]);
      }
    }
    return numbers;
  }

  /// All numbers, which are whole, row by row. The caller has bounded how many there are.
  int[] integers() {
    int[] numbers = new int[Math.multiplyExact(rows, columns)];
    file.i32s(at, numbers.length, numbers);
    return numbers;
  }
}
