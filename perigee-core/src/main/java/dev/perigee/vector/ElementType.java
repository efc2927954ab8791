package dev.perigee.vector;

/// How one component of a vector is stored. All multi-byte values are little-endian.
public enum ElementType {
  /// IEEE 754 single precision, 4 bytes.
  F32(1, 32),
  /// IEEE 754 half precision, 2 bytes; distances are computed in single precision.
  F16(2, 16),
  /// Signed 8-bit integer.
  INT8(3, 8),
  /// One bit; component `i` is bit `i % 8` (least significant first) of byte `i / 8`. The unused
  /// bits of the last byte are zero.
  BIT(4, 1),
  /// IEEE 754 double precision, 8 bytes; distances are computed in double precision and rounded to
  /// a float once. Whoever has a `double[]` hands over `MemorySegment.ofArray(...)`.
  F64(5, 64);

  private final int tag;
  private final int bitsPerElement;

  ElementType(int tag, int bitsPerElement) {
    this.tag = tag;
    this.bitsPerElement = bitsPerElement;
  }

  /// The number that stands for this type in a file.
  public int tag() {
    return tag;
  }

  /// Bytes of one vector without padding.
  ///
  /// @param dimension number of components, 1 to 65,536
  public int vectorBytes(int dimension) {
    return Math.toIntExact(((long) dimension * bitsPerElement + 7) >>> 3);
  }

  /// Whether a component is a number with a fraction.
  public boolean isFloating() {
    return this == F32 || this == F16 || this == F64;
  }

  /// The type with the given file number, or null where there is none.
  public static ElementType ofTag(int tag) {
    for (ElementType type : values()) {
      if (type.tag == tag) {
        return type;
      }
    }
    return null;
  }
}
