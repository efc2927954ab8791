package dev.perigee.db.document;

import dev.perigee.error.CorruptionException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what a [ByteWriter] wrote; whatever else it finds is corruption.
public final class ByteReader {

  private final byte[] bytes;
  private final String source;
  private int at;

  /// @param source what the bytes are, for errors
  public ByteReader(byte[] bytes, String source) {
    this.bytes = bytes;
    this.source = source;
  }

  /// Reads one byte, 0 to 255.
  public int u8() {
    require(1);
    return bytes[at++] & 0xff;
  }

  /// Reads 4 bytes.
  public int i32() {
    require(4);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 8) | (bytes[at++] & 0xff);
    }
    return value;
  }

  /// Reads 8 bytes.
  public long i64() {
    require(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (bytes[at++] & 0xff);
    }
    return value;
  }

  /// Reads an unsigned number.
  public int size() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = u8();
      value |= (next & 0x7f) << shift;
      if (next < 0x80 && value >= 0) {
        return value;
      }
    }
    throw corrupt("a size of at most 5 bytes");
  }

  /// Reads bytes of a known length.
  public byte[] raw(int length) {
    require(length);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /// Reads bytes behind their length.
  public byte[] block() {
    return raw(size());
  }

  /// Reads text behind its length.
  public String text() {
    return new String(block(), StandardCharsets.UTF_8);
  }

  /// Passes over a block.
  public void skipBlock() {
    int length = size();
    require(length);
    at += length;
  }

  /// Where the next byte is read.
  public int position() {
    return at;
  }

  /// Whether there is more.
  public boolean hasMore() {
    return at < bytes.length;
  }

  /// Expects that everything was read.
  ///
  /// @throws CorruptionException if there is more
  public void requireEnd() {
    if (hasMore()) {
      throw corrupt("the end");
    }
  }

  /// An error at the place of the next byte.
  public CorruptionException corrupt(String expected) {
    return new CorruptionException(
        source, at, "expected " + expected + " in a value of " + bytes.length + " bytes");
  }

  private void require(int length) {
    if (bytes.length - at < length) {
      throw corrupt(length + " more bytes");
    }
  }
}
