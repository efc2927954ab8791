package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.file.MappedFile;

/// A NumPy array in a mapped file.
///
/// @param startBytes where it begins
/// @param lengthBytes how long it is; it lies in the file
record MappedArray(MappedFile file, long startBytes, long lengthBytes) implements ArrayBytes {

  /// An array that takes a whole file.
  static MappedArray whole(MappedFile file) {
    return new MappedArray(file, 0, file.sizeBytes());
  }

  /// @throws dev.perigee.error.CorruptionException if the file has become shorter than that
  MappedArray requireInFile() {
    if (lengthBytes > file.sizeBytes() - startBytes) {
      throw new CorruptionException(
          file.name(),
          file.sizeBytes(),
          "expected " + lengthBytes + " bytes from " + startBytes + " on, got fewer");
    }
    return this;
  }

  @Override
  public String source() {
    return file.name();
  }

  @Override
  public byte[] copy(long offset, int length) {
    return file.copy(startBytes + offset, length);
  }
}
