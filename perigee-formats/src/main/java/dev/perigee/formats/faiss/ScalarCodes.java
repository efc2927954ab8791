package dev.perigee.formats.faiss;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Vectors stored component by component in few bits; see [ScalarKind] for their values.
///
/// ```
/// 0    i32   kind
/// 4    i32   how the ranges were found; means nothing to a reader
/// 8    f32   its argument
/// 12   u64   dimension
/// 20   u64   bytes of a vector
/// 28         array of f32: minima and widths
/// ```
///
/// Signed bytes are read as `INT8`, all else as `F32`; halves are [PlainCodes].
final class ScalarCodes implements Codes {

  private final ScalarKind kind;
  private final int dimension;
  private final float[] trained;

  /// @param trained minima, then widths: for each component, or one of each, or none
  private ScalarCodes(ScalarKind kind, int dimension, float[] trained) {
    this.kind = kind;
    this.dimension = dimension;
    this.trained = trained;
  }

  /// Reads the description of a quantiser.
  ///
  /// @throws InvalidRequestException for a kind that is not read
  /// @throws dev.perigee.error.CorruptionException if the fields contradict each other
  static Codes take(FileCursor cursor, int dimension) {
    FileBytes file = cursor.file();
    long at = cursor.at();
    int number = cursor.i32();
    ScalarKind kind = ScalarKind.of(number);
    if (kind == null) {
      throw InvalidRequestException.of(
          file.name(), "a scalar quantiser of kind 0 to 8", "kind " + number);
    }
    cursor.skip(2, Integer.BYTES, "fields");
    long dimensionThere = cursor.i64();
    int codeBytes = codeBytes(kind, dimension);
    long codeBytesThere = cursor.i64();
    if (dimensionThere != dimension || codeBytesThere != codeBytes) {
      throw file.corruption(
          at + 12,
          "expected dimension %d in %d bytes, got %d in %d"
              .formatted(dimension, codeBytes, dimensionThere, codeBytesThere));
    }
    Elements trained = Elements.take(cursor, Float.BYTES, "floats of a range");
    int count = kind.trainedCount(dimension);
    if (count > 0) {
      trained.require(count, "floats of ranges");
    }
    return kind == ScalarKind.HALF
        ? new PlainCodes(dimension, ElementType.F16)
        : new ScalarCodes(kind, dimension, trained.floats(0, count));
  }

  private static int codeBytes(ScalarKind kind, int dimension) {
    return (dimension * kind.bits() + 7) / 8;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int codeBytes() {
    return codeBytes(kind, dimension);
  }

  @Override
  public ElementType elementType() {
    return kind == ScalarKind.SIGNED ? ElementType.INT8 : ElementType.F32;
  }

  @Override
  public String name() {
    return kind.faissName();
  }

  @Override
  public String loss() {
    return switch (kind) {
      case HALF, UPPER_HALF, UNSIGNED, SIGNED -> "";
      case BITS_8, BITS_4, BITS_8_UNIFORM, BITS_4_UNIFORM, BITS_6 ->
          "Vectors are stored as codes of kind %s; what they stand for is read, as F32."
              .formatted(name());
    };
  }

  @Override
  public void decode(FileBytes file, long at, MemorySegment target, long targetOffset) {
    PackedBits codes = new PackedBits(file.bytes(at, codeBytes()), kind.bits());
    for (int i = 0; i < dimension; i++) {
      int code = codes.next();
      if (kind == ScalarKind.SIGNED) {
        target.set(ValueLayout.JAVA_BYTE, targetOffset + i, (byte) (code - 128));
      } else {
        target.set(LittleEndian.FLOAT, targetOffset + (long) i * Float.BYTES, value(i, code));
      }
    }
  }

  private float value(int component, int code) {
    return switch (kind) {
      case BITS_8, BITS_4, BITS_6 -> inRange(code, component, dimension + component);
      case BITS_8_UNIFORM, BITS_4_UNIFORM -> inRange(code, 0, 1);
      case UPPER_HALF -> Float.intBitsToFloat(code << 16);
      case UNSIGNED -> code;
      case HALF, SIGNED -> throw new AssertionError(kind + " is not read as F32");
    };
  }

  private float inRange(int code, int minimum, int width) {
    int steps = (1 << kind.bits()) - 1;
    return trained[minimum] + (code + 0.5f) / steps * trained[width];
  }
}
