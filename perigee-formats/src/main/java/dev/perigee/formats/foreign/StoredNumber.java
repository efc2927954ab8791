package dev.perigee.formats.foreign;

import dev.perigee.vector.ElementType;

/// How another library stores one component of a vector, and as what it is offered here: the
/// smallest type that keeps every value, or `F64` where none does.
///
/// | stored | offered as |
/// |---|---|
/// | f32, f16, i8, bits | the same |
/// | bf16, i16, u16 | `F32`, exact |
/// | u8, e5m2, e4m3, e3m2, e2m3 | `F16`, exact |
/// | f64, i32, u32 | `F64`, exact |
/// | i64, u64 | `F64`, exact up to 2^53 |
///
/// The small floats are those of the OCP (8-bit Floating Point Specification; Microscaling
/// Formats): `e4m3` has a NaN and no infinity, `e3m2` and `e2m3` have neither and use the lower six
/// bits of a byte.
public enum StoredNumber {
  F32(32, ElementType.F32),
  F16(16, ElementType.F16),
  I8(8, ElementType.INT8),
  /// One bit; the first component is the most significant bit of the first byte.
  BIT(1, ElementType.BIT),
  BF16(16, ElementType.F32),
  E5M2(8, ElementType.F16),
  E4M3(8, ElementType.F16),
  E3M2(8, ElementType.F16),
  E2M3(8, ElementType.F16),
  U8(8, ElementType.F16),
  U16(16, ElementType.F32),
  I16(16, ElementType.F32),
  F64(64, ElementType.F64),
  I32(32, ElementType.F64),
  U32(32, ElementType.F64),
  I64(64, ElementType.F64),
  U64(64, ElementType.F64);

  private final int bits;
  private final ElementType offered;

  StoredNumber(int bits, ElementType offered) {
    this.bits = bits;
    this.offered = offered;
  }

  /// Bits of one component: 1, 8, 16, 32 or 64.
  public int bits() {
    return bits;
  }

  /// As what it is offered.
  public ElementType offered() {
    return offered;
  }

  /// Bytes of one stored vector.
  ///
  /// @param dimension number of components, 0 or more
  public long vectorBytes(long dimension) {
    return (dimension * bits + 7) >>> 3;
  }

  /// Whether every value is offered as it was stored.
  public boolean isExact() {
    return switch (this) {
      case F32, F16, I8, BIT, BF16, E5M2, E4M3, E3M2, E2M3, U8, U16, I16 -> true;
      case F64, I32, U32 -> true;
      case I64, U64 -> false;
    };
  }

  /// The value, rounded to the nearest float where it is none.
  ///
  /// @param stored its bytes in the low bits; whatever is above is ignored
  public float toFloat(long stored) {
    return switch (this) {
      case F32 -> Float.intBitsToFloat((int) stored);
      case F16 -> Float.float16ToFloat((short) stored);
      case BF16 -> Float.intBitsToFloat((int) stored << 16);
      case E5M2 -> Float.float16ToFloat((short) (stored << 8));
      case E4M3 -> (stored & 0x7f) == 0x7f ? Float.NaN : smallFloat((int) stored, 4, 3);
      case E3M2 -> smallFloat((int) stored, 3, 2);
      case E2M3 -> smallFloat((int) stored, 2, 3);
      case F64 -> (float) Double.longBitsToDouble(stored);
      case U64 -> unsignedToFloat(stored);
      case I8 -> (byte) stored;
      case I16 -> (short) stored;
      case I32 -> (float) (int) stored;
      case I64 -> (float) stored;
      case BIT -> (float) (stored & 1);
      case U8 -> (float) (stored & 0xff);
      case U16 -> (float) (stored & 0xffff);
      case U32 -> (float) (stored & 0xffff_ffffL);
    };
  }

  /// The value, rounded to the nearest double where it is none.
  ///
  /// @param stored its bytes in the low bits; whatever is above is ignored
  public double toDouble(long stored) {
    return switch (this) {
      case F64 -> Double.longBitsToDouble(stored);
      case I32 -> (int) stored;
      case U32 -> stored & 0xffff_ffffL;
      case I64 -> (double) stored;
      case U64 -> stored >= 0 ? (double) stored : 2.0 * ((stored >>> 1) | (stored & 1));
      case F32, F16, I8, BIT, BF16, E5M2, E4M3, E3M2, E2M3, U8, U16, I16 -> toFloat(stored);
    };
  }

  private static float smallFloat(int stored, int exponentBits, int mantissaBits) {
    int mantissa = stored & ((1 << mantissaBits) - 1);
    int exponent = (stored >> mantissaBits) & ((1 << exponentBits) - 1);
    int unit = 2 - (1 << (exponentBits - 1)) - mantissaBits;
    float magnitude =
        exponent == 0
            ? Math.scalb((float) mantissa, unit)
            : Math.scalb((float) (mantissa + (1 << mantissaBits)), unit + exponent - 1);
    return ((stored >> (exponentBits + mantissaBits)) & 1) == 0 ? magnitude : -magnitude;
  }

  /// The lowest bit of an odd half stands for all that were shifted out, so that it is rounded
  /// once.
  private static float unsignedToFloat(long stored) {
    return stored >= 0 ? stored : 2f * (float) ((stored >>> 1) | (stored & 1));
  }
}
