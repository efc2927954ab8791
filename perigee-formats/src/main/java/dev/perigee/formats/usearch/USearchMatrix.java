package dev.perigee.formats.usearch;

import dev.perigee.formats.file.FileBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The vectors at the start of a file, and where what follows them begins.
///
/// ```
/// 0       u32 or u64  rows
/// 4 or 8  u32 or u64  rowBytes: bytes of a vector, not components
/// 8 or 16 rows x rowBytes
///         the head: see USearchHead
/// ```
///
/// Nothing says how wide the two numbers are, or that there are no vectors at all: the head has to
/// be found where they put it.
///
/// @param at where the first row is; -1 if there are none
/// @param rows how many there are
/// @param rowBytes from one to the next
/// @param headAt where the head is
record USearchMatrix(long at, long rows, long rowBytes, long headAt) {

  private static final byte[] MAGIC = "usearch".getBytes(StandardCharsets.US_ASCII);

  /// The seven bytes a head starts with.
  static byte[] magic() {
    return MAGIC.clone();
  }

  /// Finds the head; null if it is nowhere.
  static USearchMatrix find(FileBytes file) {
    if (isHead(file, 0)) {
      return new USearchMatrix(-1, 0, 0, 0);
    }
    if (file.sizeBytes() < 2 * Long.BYTES) {
      return null;
    }
    USearchMatrix narrow = of(file, 2L * Integer.BYTES, file.u32(0), file.u32(Integer.BYTES));
    return narrow != null ? narrow : of(file, 2L * Long.BYTES, file.i64(0), file.i64(Long.BYTES));
  }

  private static USearchMatrix of(FileBytes file, long at, long rows, long rowBytes) {
    long left = file.sizeBytes() - at;
    if (rows < 0 || rowBytes < 0 || (rows > 0 && rowBytes > left / rows)) {
      return null;
    }
    long headAt = at + rows * rowBytes;
    return isHead(file, headAt) ? new USearchMatrix(at, rows, rowBytes, headAt) : null;
  }

  private static boolean isHead(FileBytes file, long at) {
    return at <= file.sizeBytes() - MAGIC.length
        && Arrays.equals(file.bytes(at, MAGIC.length), MAGIC);
  }

  /// Whether the file has vectors.
  boolean isPresent() {
    return at >= 0;
  }
}
