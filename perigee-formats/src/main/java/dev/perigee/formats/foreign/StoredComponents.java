package dev.perigee.formats.foreign;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The components of a vector, one after another somewhere in a file.
///
/// Safe for several threads. Does not own the file.
///
/// @param file that they are in
/// @param type of each as stored
/// @param dimension how many
public record StoredComponents(FileBytes file, ComponentType type, int dimension) {

  /// Bytes of all.
  public long lengthBytes() {
    return (long) dimension * type.widthBytes();
  }

  /// Copies them as they are stored.
  ///
  /// @param at where the first is stored
  /// @param target receives [#lengthBytes()]
  /// @throws dev.perigee.error.CorruptionException if they lie behind the end of the file
  public void readStored(long at, MemorySegment target, long targetOffset) {
    file.copy(at, lengthBytes(), target, targetOffset);
  }

  /// Reads each as the nearest float.
  ///
  /// @param at where the first is stored
  /// @param target receives four bytes for each
  /// @throws dev.perigee.error.CorruptionException if they lie behind the end of the file
  public void readFloats(long at, MemorySegment target, long targetOffset) {
    if (type == ComponentType.F32) {
      readStored(at, target, targetOffset);
      return;
    }
    MemorySegment stored = MemorySegment.ofArray(file.bytes(at, Math.toIntExact(lengthBytes())));
    for (int i = 0; i < dimension; i++) {
      float component = type.toFloat(bits(stored, (long) i * type.widthBytes()));
      long to = targetOffset + (long) i * Float.BYTES;
      target.set(LittleEndian.INT, to, Float.floatToRawIntBits(component));
    }
  }

  /// Reads each as the nearest double.
  ///
  /// @param at where the first is stored
  /// @param target receives eight bytes for each
  /// @throws dev.perigee.error.CorruptionException if they lie behind the end of the file
  public void readDoubles(long at, MemorySegment target, long targetOffset) {
    MemorySegment stored = MemorySegment.ofArray(file.bytes(at, Math.toIntExact(lengthBytes())));
    for (int i = 0; i < dimension; i++) {
      double component = type.toDouble(bits(stored, (long) i * type.widthBytes()));
      target.set(LittleEndian.LONG, targetOffset + 8L * i, Double.doubleToRawLongBits(component));
    }
  }

  private long bits(MemorySegment stored, long at) {
    return switch (type.widthBytes()) {
      case 1 -> stored.get(ValueLayout.JAVA_BYTE, at);
      case 2 -> stored.get(LittleEndian.SHORT, at);
      case 4 -> stored.get(LittleEndian.INT, at);
      default -> stored.get(LittleEndian.LONG, at);
    };
  }
}
