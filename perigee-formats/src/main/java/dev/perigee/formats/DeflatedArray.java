package dev.perigee.formats;

import dev.perigee.formats.file.FileBytes;
import java.util.Arrays;

/// The front of a NumPy array that is deflated in an archive: each copy inflates from its start, so
/// only good for headers.
///
/// @param file the archive
/// @param at where the compressed bytes begin
record DeflatedArray(FileBytes file, ZipMember member, long at) implements ArrayBytes {

  @Override
  public String source() {
    return file.name() + "!" + member.name();
  }

  @Override
  public long startBytes() {
    return 0;
  }

  @Override
  public long lengthBytes() {
    return member.sizeBytes();
  }

  @Override
  public byte[] copy(long offset, int length) {
    byte[] bytes = new byte[Math.toIntExact(offset + length)];
    try (Inflation inflation = new Inflation(file, at, member.storedBytes())) {
      int filled = 0;
      while (filled < bytes.length) {
        int count = inflation.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
          throw file.corruption(
              member.entryAt(),
              "expected " + member.sizeBytes() + " bytes when inflated, got " + filled);
        }
        filled += count;
      }
    }
    return Arrays.copyOfRange(bytes, (int) offset, bytes.length);
  }
}
