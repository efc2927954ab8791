package dev.perigee.testkit;

import dev.perigee.formats.GeneratedVectors;
import dev.perigee.formats.GeneratedVectors.Distribution;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Seeded vectors in memory, in every element type, and the floats they stand for.
public final class VectorData implements VectorSource {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final float[][] rows;
  private final ElementType elementType;

  private VectorData(float[][] rows, ElementType elementType) {
    this.rows = rows;
    this.elementType = elementType;
  }

  /// Real-like vectors: clusters of different sizes.
  public static VectorData clustered(int count, int dimension, ElementType type, long seed) {
    return of(new GeneratedVectors(Distribution.CLUSTERED, count, dimension, seed), type);
  }

  /// Vectors without structure.
  public static VectorData uniform(int count, int dimension, ElementType type, long seed) {
    return of(new GeneratedVectors(Distribution.UNIFORM1000, count, dimension, seed), type);
  }

  /// The given rows, as far as the type can hold them: int8 takes 40 times a component, bits its
  /// sign.
  public static VectorData of(float[][] rows, ElementType type) {
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = representable(row[i], type);
      }
    }
    return new VectorData(rows, type);
  }

  /// The rows of a source of floats.
  public static VectorData of(VectorSource source, ElementType type) {
    float[][] rows = new float[Math.toIntExact(source.count())][source.dimension()];
    for (int i = 0; i < rows.length; i++) {
      source.read(i, MemorySegment.ofArray(rows[i]), 0);
    }
    return of(rows, type);
  }

  /// A row as floats, exactly as its element type holds it.
  public float[] row(int row) {
    return rows[row];
  }

  /// A row in its element type.
  public MemorySegment encoded(int row) {
    MemorySegment encoded = MemorySegment.ofArray(new byte[elementType.vectorBytes(dimension())]);
    read(row, encoded, 0);
    return encoded;
  }

  /// The rows from one on.
  public VectorData from(int row) {
    return new VectorData(java.util.Arrays.copyOfRange(rows, row, rows.length), elementType);
  }

  /// The rows before one.
  public VectorData until(int row) {
    return new VectorData(java.util.Arrays.copyOf(rows, row), elementType);
  }

  @Override
  public int dimension() {
    return rows[0].length;
  }

  @Override
  public ElementType elementType() {
    return elementType;
  }

  @Override
  public long count() {
    return rows.length;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    float[] values = rows[(int) row];
    for (int i = 0; i < values.length; i++) {
      switch (elementType) {
        case F32 -> target.set(FLOAT, targetOffset + 4L * i, values[i]);
        case F16 -> target.set(SHORT, targetOffset + 2L * i, Float.floatToFloat16(values[i]));
        case F64 -> target.set(DOUBLE, targetOffset + 8L * i, values[i]);
        case INT8 -> target.set(ValueLayout.JAVA_BYTE, targetOffset + i, (byte) values[i]);
        case BIT -> setBit(target, targetOffset + i / 8, i % 8, values[i] != 0);
      }
    }
  }

  private static void setBit(MemorySegment target, long at, int bit, boolean value) {
    int old = bit == 0 ? 0 : target.get(ValueLayout.JAVA_BYTE, at);
    target.set(ValueLayout.JAVA_BYTE, at, (byte) (value ? old | 1 << bit : old));
  }

  private static float representable(float value, ElementType type) {
    return switch (type) {
      case F32, F64 -> value;
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case INT8 -> Math.clamp(Math.round(value * 40), -128, 127);
      case BIT -> value > 0 ? 1 : 0;
    };
  }
}
