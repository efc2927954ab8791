package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.file.MappedFile;

/// Reads the first dimension of a `*vecs` file and derives the number of rows from the size.
///
/// The dimensions of the other rows are compared with the first when those rows are read: comparing
/// them at opening would touch every page of the file.
final class VecsLayout {

  private VecsLayout() {}

  /// @throws CorruptionException if the file is empty, the dimension is not positive, or the size
  ///   is not a whole number of rows
  static MatrixLayout of(MappedFile file, ComponentType type) {
    if (file.sizeBytes() < Integer.BYTES) {
      throw new CorruptionException(
          file.name(),
          file.sizeBytes(),
          "expected a dimension of 4 bytes, got the end of the file");
    }
    int columns = file.intAt(0);
    if (columns < 1) {
      throw new CorruptionException(
          file.name(), 0, "expected a dimension of 1 to 65,536, got " + columns);
    }
    long rowBytes = Integer.BYTES + (long) columns * type.widthBytes();
    long rows = file.sizeBytes() / rowBytes;
    if (rows * rowBytes != file.sizeBytes()) {
      throw new CorruptionException(
          file.name(),
          rows * rowBytes,
          "expected whole rows of %d bytes (dimension %d), got %d bytes after %d rows"
              .formatted(rowBytes, columns, file.sizeBytes() - rows * rowBytes, rows));
    }
    MatrixLayout.requireShape(file, 0, rows, columns);
    return new MatrixLayout(
        type, false, rows, columns, Integer.BYTES, rowBytes, type.widthBytes(), true);
  }
}
