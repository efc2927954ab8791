package dev.perigee.formats;

import dev.perigee.formats.file.FileBytes;

/// A NumPy array that lies in an archive as it is.
///
/// @param file the archive
/// @param startBytes where it begins
/// @param lengthBytes how long it is; it lies in the file
record StoredArray(FileBytes file, long startBytes, long lengthBytes) implements ArrayBytes {

  @Override
  public String source() {
    return file.name();
  }

  @Override
  public byte[] copy(long offset, int length) {
    return file.bytes(startBytes + offset, length);
  }
}
