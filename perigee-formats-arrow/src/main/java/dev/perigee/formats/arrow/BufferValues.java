package dev.perigee.formats.arrow;

import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Numbers in a buffer, by their index.
final class BufferValues {

  private BufferValues() {}

  /// A signed number of 1, 2, 4 or 8 bytes.
  static long number(MemorySegment buffer, long index, int bytes) {
    long at = index * bytes;
    return switch (bytes) {
      case Byte.BYTES -> buffer.get(ValueLayout.JAVA_BYTE, at);
      case Short.BYTES -> buffer.get(LittleEndian.SHORT, at);
      case Integer.BYTES -> buffer.get(LittleEndian.INT, at);
      default -> buffer.get(LittleEndian.LONG, at);
    };
  }

  /// A floating-point number of 2, 4 or 8 bytes.
  static double real(MemorySegment buffer, long index, int bytes) {
    long at = index * bytes;
    return switch (bytes) {
      case Short.BYTES -> Float.float16ToFloat(buffer.get(LittleEndian.SHORT, at));
      case Float.BYTES -> buffer.get(LittleEndian.FLOAT, at);
      default -> buffer.get(LittleEndian.DOUBLE, at);
    };
  }

  /// A bit.
  static boolean bit(MemorySegment buffer, long index) {
    return (buffer.get(ValueLayout.JAVA_BYTE, index >> 3) >> (index & 7) & 1) != 0;
  }

  /// Copies bytes.
  static byte[] bytes(MemorySegment buffer, long at, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
    return bytes;
  }
}
