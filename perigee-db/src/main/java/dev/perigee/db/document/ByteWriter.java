package dev.perigee.db.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that are written one after another: numbers big-endian, lengths as variable integers.
public final class ByteWriter {

  private byte[] bytes;
  private int length;

  /// @param expectedBytes about how many will come
  public ByteWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  /// Writes one byte.
  public ByteWriter u8(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /// Writes 4 bytes.
  public ByteWriter i32(int value) {
    ensure(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// Writes 8 bytes.
  public ByteWriter i64(long value) {
    ensure(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /// Writes an unsigned number in 1 to 5 bytes, 7 bits each.
  public ByteWriter size(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return u8(rest);
  }

  /// Writes bytes without their length.
  public ByteWriter raw(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /// Writes bytes behind their length.
  public ByteWriter block(byte[] value) {
    return size(value.length).raw(value);
  }

  /// Writes text in UTF-8 behind its length in bytes.
  public ByteWriter text(String value) {
    return block(value.getBytes(StandardCharsets.UTF_8));
  }

  /// What was written.
  public byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
