package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.file.MappedFile;

/// Reads the header of a `*bin` file.
///
/// ```
/// 0   u32   rows
/// 4   u32   columns
/// 8         rows x columns numbers
///           rows x columns f32 distances, in some ground truth; only the size of the file tells
/// ```
final class BinLayout {

  static final int HEADER_BYTES = 8;

  private BinLayout() {}

  /// @param distancesAllowed whether distances may follow the numbers
  /// @throws CorruptionException if the size contradicts the header
  static MatrixLayout of(MappedFile file, ComponentType type, boolean distancesAllowed) {
    requireHeader(file);
    long rows = Integer.toUnsignedLong(file.intAt(0));
    long columns = Integer.toUnsignedLong(file.intAt(4));
    int width = type.widthBytes();
    if (!(distancesAllowed && hasDistances(file, rows, columns))) {
      MatrixLayout.requireSize(file, HEADER_BYTES, rows, columns, width);
    }
    MatrixLayout.requireShape(file, 4, rows, columns);
    return MatrixLayout.rowMajor(type, rows, Math.toIntExact(columns), HEADER_BYTES);
  }

  /// The layout of packed bits, whose numbers are bytes of eight.
  ///
  /// @throws CorruptionException if the size contradicts the header
  static MatrixLayout ofBits(MappedFile file) {
    requireHeader(file);
    long rows = Integer.toUnsignedLong(file.intAt(0));
    long dimension = Integer.toUnsignedLong(file.intAt(4));
    long bytes = (dimension + 7) / 8;
    MatrixLayout.requireSize(file, HEADER_BYTES, rows, bytes, 1);
    MatrixLayout.requireShape(file, 4, rows, dimension);
    return MatrixLayout.rowMajor(ComponentType.U8, rows, Math.toIntExact(bytes), HEADER_BYTES);
  }

  private static void requireHeader(MappedFile file) {
    if (file.sizeBytes() < HEADER_BYTES) {
      throw new CorruptionException(
          file.name(), file.sizeBytes(), "expected a header of 8 bytes, got " + file.sizeBytes());
    }
  }

  /// True if the size of the file leaves room for 32-bit ids and as many distances, and no more.
  static boolean hasDistances(MappedFile file, long rows, long columns) {
    // Divided rather than multiplied: both numbers are unchecked and their product may overflow.
    long pairs = (file.sizeBytes() - HEADER_BYTES) / 8;
    return (file.sizeBytes() - HEADER_BYTES) % 8 == 0
        && rows > 0
        && pairs % rows == 0
        && pairs / rows == columns
        && columns > 0;
  }
}
