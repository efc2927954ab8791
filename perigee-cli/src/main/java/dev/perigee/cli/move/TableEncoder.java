package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Rows of a table as bytes of a type that keeps every number; bits as bytes that are 0 or 1. One
/// thread.
final class TableEncoder {

  private final NumberTable table;
  private final ComponentType type;
  private final double[] numbers;
  private final long[] wholes;
  private final MemorySegment encoded;

  TableEncoder(NumberTable table) {
    this.table = table;
    type = table.isBits() ? ComponentType.U8 : kept(table.type());
    numbers = new double[table.columns()];
    wholes = new long[table.columns()];
    encoded = MemorySegment.ofArray(new byte[table.columns() * type.widthBytes()]);
  }

  private static ComponentType kept(ComponentType type) {
    return switch (type) {
      case BF16 -> ComponentType.F32;
      case U64 -> ComponentType.I64;
      case F32, F16, F64, I8, U8, I16, U16, I32, U32, I64 -> type;
    };
  }

  /// The type of the numbers.
  ComponentType type() {
    return type;
  }

  /// A row, until the next is asked for.
  ///
  /// @throws dev.perigee.error.InvalidRequestException for a whole number of 2^63 or above
  MemorySegment row(long row) {
    if (type.isInteger()) {
      table.read(row, wholes);
      for (int i = 0; i < wholes.length; i++) {
        put(i, type.widthBytes(), wholes[i]);
      }
    } else {
      table.read(row, numbers);
      for (int i = 0; i < numbers.length; i++) {
        put(i, numbers[i]);
      }
    }
    return encoded;
  }

  private void put(int column, int width, long whole) {
    for (int i = 0; i < width; i++) {
      encoded.set(ValueLayout.JAVA_BYTE, (long) column * width + i, (byte) (whole >> (8 * i)));
    }
  }

  private void put(int column, double number) {
    switch (type) {
      case F64 -> encoded.set(LittleEndian.DOUBLE, 8L * column, number);
      case F32 -> encoded.set(LittleEndian.FLOAT, 4L * column, (float) number);
      default -> put(column, 2, Float.floatToFloat16((float) number));
    }
  }
}
