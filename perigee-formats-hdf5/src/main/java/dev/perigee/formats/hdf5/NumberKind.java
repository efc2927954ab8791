package dev.perigee.formats.hdf5;

import io.jhdf.object.datatype.BitField;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a data set stores a number.
enum NumberKind {
  F16(2),
  F32(4),
  F64(8),
  I8(1),
  U8(1),
  I16(2),
  U16(2),
  I32(4),
  U32(4),
  I64(8),
  /// A byte that is 0 or 1.
  TRUTH(1);

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
    if (type instanceof FloatingPoint) {
      return switch (type.getSize()) {
        case 2 -> F16;
        case 4 -> F32;
        case 8 -> F64;
        default -> null;
      };
    }
    // What h5py makes of numpy.bool, and jHDF of boolean.
    if ((type instanceof EnumDataType || type instanceof BitField) && type.getSize() == 1) {
      return TRUTH;
    }
    if (!(type instanceof FixedPoint fixed)) {
      return null;
    }
    return switch (type.getSize()) {
      case 1 -> fixed.isSigned() ? I8 : U8;
      case 2 -> fixed.isSigned() ? I16 : U16;
      case 4 -> fixed.isSigned() ? I32 : U32;
      case 8 -> I64;
      default -> null;
    };
  }

  /// The order of the bytes of a number.
  static ByteOrder order(DataType type) {
    return type instanceof OrderedDataType ordered
        ? ordered.getByteOrder()
        : ByteOrder.LITTLE_ENDIAN;
  }

  /// A number of a row as a double.
  double number(ByteBuffer row, int column) {
    return switch (this) {
      case F16 -> Float.float16ToFloat(row.getShort(column * bytes));
      case F32 -> row.getFloat(column * bytes);
      case F64 -> row.getDouble(column * bytes);
      case I8 -> row.get(column);
      case U8, TRUTH -> row.get(column) & 0xff;
      case I16 -> row.getShort(column * bytes);
      case U16 -> row.getShort(column * bytes) & 0xffff;
      case I32 -> row.getInt(column * bytes);
      case U32 -> row.getInt(column * bytes) & 0xffff_ffffL;
      case I64 -> row.getLong(column * bytes);
    };
  }

  /// A whole number of a row.
  long whole(ByteBuffer row, int column) {
    return switch (this) {
      case I32 -> row.getInt(column * bytes);
      case I64 -> row.getLong(column * bytes);
      case F16, F32, F64, I8, U8, I16, U16, U32, TRUTH -> (long) number(row, column);
    };
  }

  /// Whether numbers are whole.
  boolean isWhole() {
    return this != F16 && this != F32 && this != F64;
  }

  /// The type as it is described in a file.
  ///
  /// Source: HDF5 File Format Specification, version 3.0, section IV.A.2.d.
  HdfBytes description() {
    return switch (this) {
      case F16 -> floating(10, 5);
      case F32 -> floating(23, 8);
      case F64 -> floating(52, 11);
      case I8, I16, I32, I64 -> whole(true);
      case U8, U16, U32 -> whole(false);
      case TRUTH -> truth();
    };
  }

  private HdfBytes whole(boolean signed) {
    return new HdfBytes().u8(0x10, signed ? 8 : 0, 0, 0).u32(bytes).u16(0).u16(8 * bytes);
  }

  private HdfBytes floating(int mantissaBits, int exponentBits) {
    int bits = 8 * bytes;
    HdfBytes type = new HdfBytes().u8(0x11, 0x20, bits - 1, 0); // the first bit is implied
    type.u32(bytes).u16(0).u16(bits).u8(mantissaBits, exponentBits, 0, mantissaBits);
    return type.u32((1 << (exponentBits - 1)) - 1);
  }

  /// What h5py takes for numpy.bool.
  private static HdfBytes truth() {
    HdfBytes type = new HdfBytes().u8(0x38, 2, 0, 0).u32(1); // version 3, two members
    return type.add(I8.description()).text("FALSE").u8(0).text("TRUE").u8(0).u8(0, 1);
  }
}
