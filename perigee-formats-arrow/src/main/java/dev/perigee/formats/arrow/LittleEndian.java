package dev.perigee.formats.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Numbers in a buffer, by their index.
final class LittleEndian {

  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /// A signed number of 1, 2, 4 or 8 bytes.
  static long number(MemorySegment buffer, long index, int bytes) {
    long at = index * bytes;
    return switch (bytes) {
      case Byte.BYTES -> buffer.get(ValueLayout.JAVA_BYTE, at);
      case Short.BYTES -> buffer.get(SHORT, at);
      case Integer.BYTES -> buffer.get(INT, at);
      default -> buffer.get(LONG, at);
    };
  }

  /// A floating-point number of 2, 4 or 8 bytes.
  static double real(MemorySegment buffer, long index, int bytes) {
    long at = index * bytes;
    return switch (bytes) {
      case Short.BYTES -> Float.float16ToFloat(buffer.get(SHORT, at));
      case Float.BYTES -> buffer.get(FLOAT, at);
      default -> buffer.get(DOUBLE, at);
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
