package dev.perigee.formats.usearch;

import dev.perigee.formats.foreign.StoredNumber;
import java.util.Locale;

/// What USearch calls a scalar kind: how a component, a key or a slot is stored.
///
/// The numbers that stand for them changed once, with 2.10: an old 15 is `i8`, a new one `u32`.
enum USearchKind {
  B1X8(1, 1, StoredNumber.BIT),
  U40(2, 2, null),
  UUID(3, 3, null),
  BF16(4, USearchKind.NONE, StoredNumber.BF16),
  E5M2(5, USearchKind.NONE, StoredNumber.E5M2),
  E4M3(6, USearchKind.NONE, StoredNumber.E4M3),
  E2M3(7, USearchKind.NONE, StoredNumber.E2M3),
  E3M2(8, USearchKind.NONE, StoredNumber.E3M2),
  F64(10, 4, StoredNumber.F64),
  F32(11, 5, StoredNumber.F32),
  F16(12, 6, StoredNumber.F16),
  /// Reserved and never given a meaning.
  F8(13, 7, null),
  U64(14, 8, StoredNumber.U64),
  U32(15, 9, StoredNumber.U32),
  U16(16, 10, StoredNumber.U16),
  U8(17, 11, StoredNumber.U8),
  I64(20, 12, StoredNumber.I64),
  I32(21, 13, StoredNumber.I32),
  I16(22, 14, StoredNumber.I16),
  I8(23, 15, StoredNumber.I8);

  private static final int NONE = -1;
  private static final int U40_BITS = 40;

  private final int code;
  private final int codeBefore210;
  private final StoredNumber number;

  USearchKind(int code, int codeBefore210, StoredNumber number) {
    this.code = code;
    this.codeBefore210 = codeBefore210;
    this.number = number;
  }

  /// The kind of a number in a file; null where there is none.
  ///
  /// @param before210 whether a version before 2.10 wrote it
  static USearchKind of(int code, boolean before210) {
    for (USearchKind kind : values()) {
      if (code == (before210 ? kind.codeBefore210 : kind.code)) {
        return kind;
      }
    }
    return null;
  }

  /// The number that stands for it since 2.10.
  int code() {
    return code;
  }

  /// How a component of a vector is stored; null if no vector is of this kind.
  StoredNumber number() {
    return number;
  }

  /// Whether keys of this kind fit in 64 bits.
  boolean isKey() {
    return switch (this) {
      case U40, U64, U32, U16, U8, I64, I32, I16, I8 -> true;
      case B1X8, UUID, BF16, E5M2, E4M3, E2M3, E3M2, F64, F32, F16, F8 -> false;
    };
  }

  /// Whether slots can be of this kind.
  boolean isSlot() {
    return this == U32 || this == U40;
  }

  /// Bytes of a key or a slot of this kind.
  int bytes() {
    return bits() / Byte.SIZE;
  }

  private int bits() {
    return this == U40 ? U40_BITS : number.bits();
  }

  private boolean isSigned() {
    return this == I64 || this == I32 || this == I16 || this == I8;
  }

  /// A key as a number of 64 bits; unsigned ones of 2^63 and more are negative.
  ///
  /// @param stored its bytes in the low bits, zeros above
  long key(long stored) {
    int above = Long.SIZE - bits();
    return isSigned() ? (stored << above) >> above : stored;
  }

  /// The key that marks a removed row: the largest there is.
  long freeKey() {
    return -1L >>> (Long.SIZE - bits() + (isSigned() ? 1 : 0));
  }

  /// As USearch calls it.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
