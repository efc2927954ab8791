package dev.perigee.formats.arrow;

import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A buffer that is being written: little-endian numbers, bytes, or bits, which are not mixed. Not
/// thread-safe.
final class GrowingBytes {

  private byte[] bytes = new byte[1 << 10];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int size;

  int size() {
    return size;
  }

  /// What was written.
  MemorySegment written() {
    return segment.asSlice(0, size);
  }

  void clear() {
    size = 0;
  }

  /// Makes room; the array may be another one then, so it is named only behind this.
  private int room(int length) {
    int at = size;
    int end = Math.addExact(size, length);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.clamp(2L * bytes.length, end, Integer.MAX_VALUE - 8));
      segment = MemorySegment.ofArray(bytes);
    }
    size = end;
    return at;
  }

  void add(int number) {
    int at = room(Integer.BYTES);
    segment.set(LittleEndian.INT, at, number);
  }

  void add(long number) {
    int at = room(Long.BYTES);
    segment.set(LittleEndian.LONG, at, number);
  }

  void add(double number) {
    int at = room(Double.BYTES);
    segment.set(LittleEndian.DOUBLE, at, number);
  }

  void add(float[] numbers) {
    int at = room(numbers.length * Float.BYTES);
    MemorySegment.copy(numbers, 0, segment, LittleEndian.FLOAT, at, numbers.length);
  }

  void add(byte[] more) {
    int at = room(more.length);
    System.arraycopy(more, 0, bytes, at, more.length);
  }

  /// Sets a bit, for which the byte is added with the first of eight.
  void addBit(int index, boolean bit) {
    if (index % Byte.SIZE == 0) {
      int at = room(1);
      bytes[at] = 0;
    }
    if (bit) {
      bytes[index / Byte.SIZE] |= (byte) (1 << index % Byte.SIZE);
    }
  }
}
