package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.BitOrder;
import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Packed bits between the order of a bbin, most significant first, and that of [ElementType#BIT],
/// least significant first.
final class PackedRows {

  private PackedRows() {}

  /// Copies a row in the order of `BIT`.
  ///
  /// @throws CorruptionException if bits are set behind the last component
  static void read(MatrixFile matrix, long row, MemorySegment target, long targetOffset) {
    matrix.readStored(row, target, targetOffset);
    int bytes = matrix.layout().columns();
    BitOrder.turn(target, targetOffset, bytes);
    int used = matrix.dimension() & 7;
    int last = target.get(ValueLayout.JAVA_BYTE, targetOffset + bytes - 1) & 0xff;
    if (used != 0 && last >>> used != 0) {
      throw new CorruptionException(
          matrix.file().name(),
          matrix.layout().rowOffsetBytes(row) + bytes - 1,
          "expected zeros behind the %d bits of row %d, got others"
              .formatted(matrix.dimension(), row));
    }
  }

  /// Copies a row as doubles, 0 or 1.
  static void read(MatrixFile matrix, long row, double[] target) {
    byte[] bits = bits(matrix, row);
    for (int i = 0; i < matrix.dimension(); i++) {
      target[i] = bits[i / 8] >> (i & 7) & 1;
    }
  }

  /// Copies a row as floats, 0 or 1.
  static void readFloats(MatrixFile matrix, long row, MemorySegment target, long targetOffset) {
    byte[] bits = bits(matrix, row);
    for (int i = 0; i < matrix.dimension(); i++) {
      target.set(LittleEndian.FLOAT, targetOffset + 4L * i, bits[i / 8] >> (i & 7) & 1);
    }
  }

  private static byte[] bits(MatrixFile matrix, long row) {
    byte[] bits = new byte[matrix.layout().columns()];
    read(matrix, row, MemorySegment.ofArray(bits), 0);
    return bits;
  }

  /// Packs components in the order of a bbin.
  ///
  /// @param vector each 0 or 1
  /// @throws InvalidRequestException if one is neither
  static void encode(float[] vector, MemorySegment target) {
    target.fill((byte) 0);
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] != 0 && vector[i] != 1) {
        throw InvalidRequestException.of("component " + i, "0 or 1", vector[i]);
      }
      byte bits = target.get(ValueLayout.JAVA_BYTE, i / 8);
      int bit = (int) vector[i] << (7 - i % 8);
      target.set(ValueLayout.JAVA_BYTE, i / 8, (byte) (bits | bit));
    }
  }
}
