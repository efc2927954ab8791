package dev.perigee.formats.faiss;

/// How the scalar quantiser stores a component.
///
/// | number | kind | bits | value of code c |
/// |---|---|---|---|
/// | 0, 2 | 8 bits, range of the component or of all | 8 | minimum + (c + 0.5) / 255 * width |
/// | 1, 3 | 4 bits, the same | 4 | minimum + (c + 0.5) / 15 * width |
/// | 4 | half precision | 16 | itself |
/// | 5 | unsigned bytes | 8 | c |
/// | 6 | 6 bits, range of the component | 6 | minimum + (c + 0.5) / 63 * width |
/// | 7 | the upper half of a float | 16 | itself |
/// | 8 | signed bytes | 8 | c - 128 |
///
/// Codes of a vector stand one behind the other from the lowest bit of the first byte on, without
/// gaps; a vector begins with a byte.
enum ScalarKind {
  BITS_8("QT_8bit", 8),
  BITS_4("QT_4bit", 4),
  BITS_8_UNIFORM("QT_8bit_uniform", 8),
  BITS_4_UNIFORM("QT_4bit_uniform", 4),
  HALF("QT_fp16", 16),
  UNSIGNED("QT_8bit_direct", 8),
  BITS_6("QT_6bit", 6),
  UPPER_HALF("QT_bf16", 16),
  SIGNED("QT_8bit_direct_signed", 8);

  private final String faissName;
  private final int bits;

  ScalarKind(String faissName, int bits) {
    this.faissName = faissName;
    this.bits = bits;
  }

  /// What FAISS calls it.
  String faissName() {
    return faissName;
  }

  /// Bits of a component.
  int bits() {
    return bits;
  }

  /// How many floats the quantiser has learned: minima, then widths.
  int trainedCount(int dimension) {
    return switch (this) {
      case BITS_8, BITS_4, BITS_6 -> 2 * dimension;
      case BITS_8_UNIFORM, BITS_4_UNIFORM -> 2;
      case HALF, UNSIGNED, UPPER_HALF, SIGNED -> 0;
    };
  }

  /// The kind of a number in a file; null for those that are not read.
  static ScalarKind of(int number) {
    return number >= 0 && number < values().length ? values()[number] : null;
  }
}
