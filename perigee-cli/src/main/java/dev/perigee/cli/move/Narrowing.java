package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Stores numbers in fewer bits. What would be rounded is refused, unless a loss is allowed; what
/// is out of range is refused in any case. One thread.
final class Narrowing {

  private final ComponentType type;
  private final boolean allowLoss;
  private long rounded;

  Narrowing(ComponentType type, boolean allowLoss) {
    this.type = type;
    this.allowLoss = allowLoss;
  }

  /// How many numbers were rounded.
  long rounded() {
    return rounded;
  }

  /// Stores a number.
  ///
  /// @param row for errors
  void put(MemorySegment target, long row, int column, double value) {
    switch (type) {
      case F64 -> target.set(LittleEndian.DOUBLE, 8L * column, value);
      case F32 ->
          target.set(
              LittleEndian.FLOAT, 4L * column, (float) kept(row, column, value, (float) value));
      case F16 -> {
        short half = Float.floatToFloat16((float) value);
        double _ = kept(row, column, value, Float.float16ToFloat(half));
        target.set(LittleEndian.SHORT, 2L * column, half);
      }
      case I8 -> target.set(ValueLayout.JAVA_BYTE, column, whole(row, column, value, -128, 127));
      case U8 -> target.set(ValueLayout.JAVA_BYTE, column, whole(row, column, value, 0, 255));
      case BF16, I16, U16, I32, U32, I64, U64 -> throw new AssertionError("not written: " + type);
    }
  }

  /// Stores a whole number.
  ///
  /// @param row for errors
  void put(MemorySegment target, long row, int column, long value) {
    double nearest = value;
    if ((long) nearest != value || nearest == 0x1p63) {
      requireLoss(row, column, value, nearest);
    }
    put(target, row, column, nearest);
  }

  /// A number as a whole number of any size.
  ///
  /// @param row for errors
  long whole(long row, int column, double value) {
    double nearest = Math.rint(value);
    if (!(Math.abs(value) < 0x1p63)) {
      throw refused(row, column, "a number of 64 bits", value);
    }
    if (nearest != value) {
      requireLoss(row, column, value, nearest);
    }
    return (long) nearest;
  }

  /// Stores a bit as numpy.packbits does.
  ///
  /// @param row for errors
  /// @param value 0 or 1
  static void putBit(MemorySegment target, long row, int column, double value) {
    if (value != 0 && value != 1) {
      throw refused(row, column, "0 or 1", value);
    }
    byte bits = target.get(ValueLayout.JAVA_BYTE, column / 8);
    int bit = (int) value << (7 - column % 8);
    target.set(ValueLayout.JAVA_BYTE, column / 8, (byte) (bits | bit));
  }

  private byte whole(long row, int column, double value, int min, int max) {
    double nearest = Math.rint(value);
    // Negated, so that NaN is refused too.
    if (!(nearest >= min && nearest <= max)) {
      throw refused(row, column, "a whole number from " + min + " to " + max, value);
    }
    if (nearest != value) {
      requireLoss(row, column, value, nearest);
    }
    return (byte) (int) nearest;
  }

  private double kept(long row, int column, double value, double nearest) {
    if (Double.isFinite(value) && !Double.isFinite(nearest)) {
      throw refused(row, column, "a number in the range of " + type, value);
    }
    if (nearest != value && !Double.isNaN(value)) {
      requireLoss(row, column, value, nearest);
    }
    return nearest;
  }

  private void requireLoss(long row, int column, Object value, double nearest) {
    if (!allowLoss) {
      throw refused(
          row, column, "a number that " + type + " holds exactly, or --allow-loss", value);
    }
    rounded += Double.isNaN(nearest) ? 0 : 1;
  }

  private static InvalidRequestException refused(
      long row, int column, String expected, Object value) {
    return InvalidRequestException.of(
        "row %d component %d".formatted(row, column), expected, value);
  }
}
