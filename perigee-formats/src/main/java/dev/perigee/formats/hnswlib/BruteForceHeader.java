package dev.perigee.formats.hnswlib;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;

/// The first 24 bytes of rows without a graph (`BruteforceSearch`, `BFIndex`).
///
/// ```
/// 0   u64  capacity
/// 8   u64  recordBytes = bytes of a vector + 8
/// 16  u64  count
/// 24  capacity x { vector, u64 label }, of which `count` are valid
/// ```
///
/// @param count valid records
/// @param vectorBytes bytes of a vector
record BruteForceHeader(long count, int vectorBytes) {

  static final int BYTES = 24;

  private static final long VECTOR_BYTES_MAX = 65_536L * Float.BYTES;

  int recordBytes() {
    return vectorBytes + HnswlibHeader.LABEL_BYTES;
  }

  /// Whether the file is exactly as long as its header says.
  static boolean matches(FileBytes file) {
    if (file.sizeBytes() < BYTES) {
      return false;
    }
    long capacity = file.i64(0);
    long recordBytes = file.i64(8);
    long count = file.i64(16);
    long rowsBytes = file.sizeBytes() - BYTES;
    return recordBytes > HnswlibHeader.LABEL_BYTES
        && count >= 0
        && count <= capacity
        && rowsBytes / recordBytes == capacity
        && rowsBytes % recordBytes == 0;
  }

  /// Reads it from a file that it matches.
  ///
  /// @throws LimitExceededException above 2,147,483,647 rows or 65,536 floats a vector
  static BruteForceHeader read(FileBytes file) {
    long vectorBytes = file.i64(8) - HnswlibHeader.LABEL_BYTES;
    long count = file.i64(16);
    if (count > Integer.MAX_VALUE || vectorBytes > VECTOR_BYTES_MAX) {
      throw new LimitExceededException(
          "%s: expected at most 2,147,483,647 rows of 65,536 floats, got %d of %d bytes"
              .formatted(file.name(), count, vectorBytes));
    }
    return new BruteForceHeader(count, (int) vectorBytes);
  }
}
