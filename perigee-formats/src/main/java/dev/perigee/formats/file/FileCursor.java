package dev.perigee.formats.file;

import java.nio.charset.StandardCharsets;

/// Reads a file front to back, for formats in which a field tells how long the next one is.
///
/// Owned by one thread.
public final class FileCursor {

  private final FileBytes file;
  private long at;

  /// @param at where to begin
  public FileCursor(FileBytes file, long at) {
    this.file = file;
    this.at = at;
  }

  /// Position of the next byte.
  public long at() {
    return at;
  }

  /// The file.
  public FileBytes file() {
    return file;
  }

  /// Takes an unsigned byte.
  public int u8() {
    int value = file.u8(at);
    at++;
    return value;
  }

  /// Takes a signed number of four bytes.
  public int i32() {
    int value = file.i32(at);
    at += Integer.BYTES;
    return value;
  }

  /// Takes an unsigned number of four bytes.
  public long u32() {
    return i32() & 0xffffffffL;
  }

  /// Takes a signed number of eight bytes.
  public long i64() {
    long value = file.i64(at);
    at += Long.BYTES;
    return value;
  }

  /// Takes a float.
  public float f32() {
    return Float.intBitsToFloat(i32());
  }

  /// Takes a double.
  public double f64() {
    return Double.longBitsToDouble(i64());
  }

  /// Takes text of a known length, UTF-8.
  ///
  /// @param what it is, for the error
  /// @param lengthBytesMax longest that is believed
  public String text(long lengthBytes, int lengthBytesMax, String what) {
    if (lengthBytes < 0 || lengthBytes > lengthBytesMax) {
      throw file.corruption(
          at, "expected " + what + " of at most " + lengthBytesMax + " bytes, got " + lengthBytes);
    }
    byte[] bytes = file.bytes(at, (int) lengthBytes);
    at += lengthBytes;
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Passes over `count` things of `bytesEach` bytes, all of which are in the file.
  ///
  /// @param what they are, in the plural, for the error
  /// @return position of the first
  public long skip(long count, long bytesEach, String what) {
    long first = at;
    at += file.require(at, count, bytesEach, what);
    return first;
  }

  /// Checks that nothing follows.
  public void requireEnd() {
    if (at != file.sizeBytes()) {
      throw file.corruption(
          at, "expected the end of the file, got " + (file.sizeBytes() - at) + " more bytes");
    }
  }
}
