package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Some rows of a table as vectors, numbered from 0. One thread at a time.
///
/// @param table the rows
/// @param elementType what they are kept as: bits, or floats where these keep every number
/// @param from the first of them
/// @param count how many
record TableRows(NumberTable table, ElementType elementType, long from, long count)
    implements VectorSource {

  /// The type that keeps what the rows of a table hold.
  static ElementType elementType(NumberTable table) {
    if (table.isBits()) {
      return ElementType.BIT;
    }
    ComponentType type = table.type();
    return type == ComponentType.F64 || (type.isInteger() && type.widthBytes() >= 4)
        ? ElementType.F64
        : ElementType.F32;
  }

  @Override
  public int dimension() {
    return table.columns();
  }

  @Override
  public synchronized void read(long row, MemorySegment target, long targetOffset) {
    double[] numbers = new double[table.columns()];
    table.read(from + row, numbers);
    if (elementType == ElementType.BIT) {
      target.asSlice(targetOffset, elementType.vectorBytes(numbers.length)).fill((byte) 0);
    }
    for (int i = 0; i < numbers.length; i++) {
      switch (elementType) {
        case F64 -> target.set(LittleEndian.DOUBLE, targetOffset + 8L * i, numbers[i]);
        case F32 -> target.set(LittleEndian.FLOAT, targetOffset + 4L * i, (float) numbers[i]);
        default -> {
          long at = targetOffset + i / 8;
          int bits = target.get(ValueLayout.JAVA_BYTE, at) | (int) numbers[i] << (i % 8);
          target.set(ValueLayout.JAVA_BYTE, at, (byte) bits);
        }
      }
    }
  }
}
