package dev.perigee.formats.hdf5;

import io.jhdf.checksum.ChecksumUtils;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Bytes of a structure of HDF5, from the first to the last; numbers are little-endian.
final class HdfBytes {

  /// What stands for no address.
  static final long NOWHERE = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Appends bytes, each given as a number.
  HdfBytes u8(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  /// Appends a number of two bytes.
  HdfBytes u16(int value) {
    return number(value, 2);
  }

  /// Appends a number of four bytes.
  HdfBytes u32(int value) {
    return number(value, 4);
  }

  /// Appends a number, or an address, of eight bytes.
  HdfBytes u64(long value) {
    return number(value, 8);
  }

  private HdfBytes number(long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes.write((int) (value >> (8 * i)));
    }
    return this;
  }

  /// Appends letters of ASCII.
  HdfBytes text(String letters) {
    return add(letters.getBytes(StandardCharsets.US_ASCII));
  }

  /// Appends bytes.
  HdfBytes add(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  /// Appends another structure.
  HdfBytes add(HdfBytes other) {
    return add(other.toArray());
  }

  /// Appends zeros up to a length.
  HdfBytes fill(int lengthBytes) {
    return add(new byte[lengthBytes - size()]);
  }

  /// Appends the checksum of all before.
  HdfBytes checksum() {
    return u32(ChecksumUtils.checksum(toArray()));
  }

  /// How many there are.
  int size() {
    return bytes.size();
  }

  /// Copies them.
  byte[] toArray() {
    return bytes.toByteArray();
  }
}
