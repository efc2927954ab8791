package dev.perigee.formats.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a data set stores a number; all little-endian.
enum NumberKind {
  F32(4),
  F64(8),
  I8(1),
  U8(1),
  I32(4),
  I64(8);

  private final int bytes;

  NumberKind(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of a number.
  int bytes() {
    return bytes;
  }

  /// The kind of a type.
  ///
  /// @return null if it is none of these
  static NumberKind of(DataType type) {
    boolean isBig =
        type instanceof OrderedDataType ordered
            && ordered.getByteOrder() == ByteOrder.BIG_ENDIAN
            && type.getSize() > 1;
    if (isBig) {
      return null;
    }
    if (type instanceof FloatingPoint) {
      return type.getSize() == 4 ? F32 : type.getSize() == 8 ? F64 : null;
    }
    if (!(type instanceof FixedPoint fixed)) {
      return null;
    }
    return switch (type.getSize()) {
      case 1 -> fixed.isSigned() ? I8 : U8;
      case 4 -> fixed.isSigned() ? I32 : null;
      case 8 -> I64;
      default -> null;
    };
  }

  /// A number of a row as a double.
  double number(ByteBuffer row, int column) {
    return switch (this) {
      case F32 -> row.getFloat(column * bytes);
      case F64 -> row.getDouble(column * bytes);
      case I8 -> row.get(column);
      case U8 -> row.get(column) & 0xff;
      case I32 -> row.getInt(column * bytes);
      case I64 -> row.getLong(column * bytes);
    };
  }

  /// A whole number of a row.
  long whole(ByteBuffer row, int column) {
    return switch (this) {
      case I32 -> row.getInt(column * bytes);
      case I64 -> row.getLong(column * bytes);
      case F32, F64, I8, U8 -> (long) number(row, column);
    };
  }

  /// Whether numbers are whole.
  boolean isWhole() {
    return this != F32 && this != F64;
  }
}
