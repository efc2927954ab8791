package dev.perigee.formats;

import dev.perigee.formats.file.FileBytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates a member of an archive, front to back.
///
/// One thread. Whoever creates it closes it. Does not own the file.
final class Inflation implements AutoCloseable {

  private static final int CHUNK_BYTES = 1 << 16;

  private final FileBytes file;
  private final Inflater inflater = new Inflater(true);
  private final long startAt;
  private long nextAt;
  private final long endAt;

  /// @param file the archive
  /// @param at where the compressed bytes begin
  /// @param storedBytes how many there are, all of them in the file
  Inflation(FileBytes file, long at, long storedBytes) {
    this.file = file;
    startAt = at;
    nextAt = at;
    endAt = at + storedBytes;
  }

  /// Inflates some bytes.
  ///
  /// @return how many, at least one; -1 at the end
  /// @throws dev.perigee.error.CorruptionException if the compressed bytes are damaged or end early
  int read(byte[] target, int offset, int length) {
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(target, offset, length);
        if (count > 0) {
          return count;
        }
        if (!inflater.finished()) {
          feed();
        }
      }
      return -1;
    } catch (DataFormatException e) {
      throw file.corruption(nextAt, "expected deflated bytes, got " + e.getMessage());
    }
  }

  private void feed() {
    if (inflater.needsDictionary() || nextAt == endAt) {
      throw file.corruption(
          nextAt,
          "expected deflated bytes that end, got %d that do not".formatted(endAt - startAt));
    }
    int lengthBytes = (int) Math.min(CHUNK_BYTES, endAt - nextAt);
    inflater.setInput(file.bytes(nextAt, lengthBytes));
    nextAt += lengthBytes;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
