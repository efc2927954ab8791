package dev.perigee.formats;

/// How one number of a data-set file is stored.
///
/// Wider than [dev.perigee.vector.ElementType]: files hold types that no index stores, and those
/// are converted on the way in.
public enum ComponentType {
  /// IEEE 754 single precision.
  F32(4, "f4"),
  /// IEEE 754 half precision.
  F16(2, "f2"),
  /// The upper half of an [#F32]; read, not written.
  BF16(2, "V2"),
  /// IEEE 754 double precision.
  F64(8, "f8"),
  /// Signed 8-bit integer.
  I8(1, "i1"),
  /// Unsigned 8-bit integer.
  U8(1, "u1"),
  /// Signed 16-bit integer.
  I16(2, "i2"),
  /// Unsigned 16-bit integer.
  U16(2, "u2"),
  /// Signed 32-bit integer.
  I32(4, "i4"),
  /// Unsigned 32-bit integer.
  U32(4, "u4"),
  /// Signed 64-bit integer.
  I64(8, "i8"),
  /// Unsigned 64-bit integer.
  U64(8, "u8");

  private final int widthBytes;
  private final String npyCode;

  ComponentType(int widthBytes, String npyCode) {
    this.widthBytes = widthBytes;
    this.npyCode = npyCode;
  }

  /// Bytes of one number: 1, 2, 4 or 8.
  public int widthBytes() {
    return widthBytes;
  }

  /// True for whole numbers, signed or not.
  public boolean isInteger() {
    return switch (this) {
      case F32, F16, BF16, F64 -> false;
      case I8, U8, I16, U16, I32, U32, I64, U64 -> true;
    };
  }

  /// True for the types a [VectorFile] offers; the others are read as an [IntMatrix].
  boolean isVectorComponent() {
    return switch (this) {
      case F32, F16, BF16, F64, I8, U8 -> true;
      case I16, U16, I32, U32, I64, U64 -> false;
    };
  }

  /// The type as NumPy writes it, without its byte order.
  String npyCode() {
    return npyCode;
  }

  /// The type of a NumPy code such as `f4`, or null where there is none. NumPy does not know
  /// [#BF16]: the package ml_dtypes has it, and saves it as two bytes of nothing in particular.
  static ComponentType ofNpyCode(String code) {
    if (code.equals("bfloat16")) {
      return BF16;
    }
    for (ComponentType type : values()) {
      if (type.npyCode.equals(code)) {
        return type;
      }
    }
    return null;
  }

  /// The number as a float; exact but for [#F64] and integers above 2^24.
  ///
  /// @param bits the stored bytes in the low bits, in machine order
  public float toFloat(long bits) {
    return switch (this) {
      case F32 -> Float.intBitsToFloat((int) bits);
      case F16 -> Float.float16ToFloat((short) bits);
      case BF16 -> Float.intBitsToFloat((int) bits << 16);
      case F64 -> (float) Double.longBitsToDouble(bits);
      case I8, U8, I16, U16, I32, U32, I64 -> toLong(bits);
      case U64 -> unsignedToFloat(bits);
    };
  }

  /// The number as a double; exact but for integers above 2^53.
  ///
  /// @param bits the stored bytes in the low bits, in machine order
  double toDouble(long bits) {
    return switch (this) {
      case F64 -> Double.longBitsToDouble(bits);
      case F32, F16, BF16, I8, U8, I16, U16 -> toFloat(bits);
      case I32, U32, I64 -> toLong(bits);
      case U64 -> bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
    };
  }

  /// Halved, with the bit that falls off kept so that it is rounded as a whole.
  private static float unsignedToFloat(long bits) {
    return bits >= 0 ? bits : 2f * ((bits >>> 1) | (bits & 1));
  }

  /// The whole number; a [#U64] of 2^63 and above comes out negative.
  ///
  /// @param bits the stored bytes in the low bits, in machine order
  long toLong(long bits) {
    return switch (this) {
      case I8 -> (byte) bits;
      case U8 -> bits & 0xFF;
      case I16 -> (short) bits;
      case U16 -> bits & 0xFFFF;
      case I32 -> (int) bits;
      case U32 -> bits & 0xFFFF_FFFFL;
      case I64, U64 -> bits;
      case F32, F16, BF16, F64 -> throw new AssertionError(this + " is not a whole number");
    };
  }
}
