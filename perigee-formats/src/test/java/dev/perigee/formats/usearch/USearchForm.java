package dev.perigee.formats.usearch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A file of two linked rows in any of the forms there are, put together from the description of
/// the bytes and not by the code under test.
///
/// @param minor of version 2
/// @param wide whether the matrix is told in numbers of 64 bits
/// @param stored two rows of vectors; null for a file without
/// @param keys two of them
@SuppressWarnings("ArrayRecordComponent") // never compared
record USearchForm(
    int minor,
    char metric,
    int scalarCode,
    int keyCode,
    int keyBytes,
    int slotCode,
    int slotBytes,
    boolean wide,
    boolean multi,
    byte[] stored,
    int dimension,
    long[] keys) {

  private static final int M = 3;
  private static final int M0 = 5;

  /// Floats under `u64` keys 7 and 8, as 2.26 writes them.
  static USearchForm plain() {
    return new USearchForm(
        26, 'e', 11, 14, 8, 15, 4, false, false, new byte[2 * 3 * 4], 3, new long[] {7, 8});
  }

  USearchForm withMetric(char newMetric) {
    return new USearchForm(
        minor,
        newMetric,
        scalarCode,
        keyCode,
        keyBytes,
        slotCode,
        slotBytes,
        wide,
        multi,
        stored,
        dimension,
        keys);
  }

  USearchForm withScalar(int newMinor, int newCode, byte[] newStored, int newDimension) {
    return new USearchForm(
        newMinor,
        metric,
        newCode,
        newMinor < 10 ? 8 : 14,
        8,
        newMinor < 10 ? 9 : 15,
        4,
        wide,
        multi,
        newStored,
        newDimension,
        keys);
  }

  USearchForm withKeys(int newCode, int newBytes, long... newKeys) {
    return new USearchForm(
        minor,
        metric,
        scalarCode,
        newCode,
        newBytes,
        slotCode,
        slotBytes,
        wide,
        multi,
        stored,
        dimension,
        newKeys);
  }

  USearchForm withWideSlots() {
    return new USearchForm(
        minor, metric, scalarCode, keyCode, keyBytes, 2, 5, wide, multi, stored, dimension, keys);
  }

  USearchForm withWideMatrix() {
    return new USearchForm(
        minor,
        metric,
        scalarCode,
        keyCode,
        keyBytes,
        slotCode,
        slotBytes,
        true,
        multi,
        stored,
        dimension,
        keys);
  }

  USearchForm withMulti() {
    return new USearchForm(
        minor,
        metric,
        scalarCode,
        keyCode,
        keyBytes,
        slotCode,
        slotBytes,
        wide,
        true,
        stored,
        dimension,
        keys);
  }

  /// The file: row 1 is on level 1 too, and each row is linked to the other.
  byte[] bytes(int removed) {
    ByteBuffer file = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
    if (stored != null) {
      putNumber(file, wide ? 8 : 4, 2);
      putNumber(file, wide ? 8 : 4, stored.length / 2);
      file.put(stored);
    }
    file.put("usearch".getBytes(StandardCharsets.US_ASCII));
    file.putShort((short) 2).putShort((short) minor).putShort((short) 0);
    file.put((byte) metric).put((byte) scalarCode).put((byte) keyCode).put((byte) slotCode);
    file.putLong(2 - removed).putLong(removed).putLong(dimension).put((byte) (multi ? 1 : 0));
    file.put(new byte[22]);
    file.putLong(2).putLong(M).putLong(M0).putLong(1).putLong(1);
    file.putShort((short) 0).putShort((short) 1);
    putNumber(file, keyBytes, keys[0]);
    putLinks(file.putShort((short) 0), M0, 1);
    putNumber(file, keyBytes, keys[1]);
    putLinks(file.putShort((short) 1), M0, 0);
    putLinks(file, M);
    byte[] bytes = new byte[file.position()];
    file.get(0, bytes);
    return bytes;
  }

  private void putLinks(ByteBuffer file, int room, int... neighbours) {
    file.putInt(neighbours.length);
    for (int i = 0; i < room; i++) {
      putNumber(file, slotBytes, i < neighbours.length ? neighbours[i] : 0xee);
    }
  }

  private static void putNumber(ByteBuffer file, int lengthBytes, long number) {
    for (int i = 0; i < lengthBytes; i++) {
      file.put((byte) (number >> (8 * i)));
    }
  }
}
