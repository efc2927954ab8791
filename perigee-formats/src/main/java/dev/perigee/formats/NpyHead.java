package dev.perigee.formats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes the header of a NumPy array, version 1, always 128 bytes long, so that it can be replaced
/// once the number of rows is known. [NpyLayout] has the bytes.
final class NpyHead {

  /// NumPy wants the numbers to start at a multiple of 64; the longest header takes fewer than 128.
  static final int BYTES = 128;

  private NpyHead() {}

  /// The header of a matrix.
  static byte[] matrix(ComponentType type, long rows, int columns) {
    return of(type, "(%d, %d)".formatted(rows, columns));
  }

  /// The header of a row of numbers.
  static byte[] row(ComponentType type, long count) {
    return of(type, "(%d,)".formatted(count));
  }

  private static byte[] of(ComponentType type, String shape) {
    String order = type.widthBytes() == 1 ? "|" : "<";
    String dict =
        "{'descr': '%s%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(order, type.npyCode(), shape);
    int lengthBytes = BYTES - 10;
    String padded = dict + " ".repeat(lengthBytes - dict.length() - 1) + "\n";
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NpyLayout.magic())
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) lengthBytes)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
