package dev.perigee.formats.hnswlib;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Vectors of any type of numbers as floats, if asked for divided by their lengths.
///
/// Owned by one thread.
final class FloatRow {

  /// What keeps hnswlib from dividing a zero vector by zero.
  private static final double LENGTH_ADDED = 1e-30;

  /// A square this near to one is that of a vector that was divided before; it is left as it is, so
  /// that writing what was read changes nothing.
  private static final double SQUARE_TOLERANCE = 1e-5;

  private final VectorSource vectors;
  private final boolean normalized;
  private final ByteBuffer stored;
  private final float[] values;

  /// @throws InvalidRequestException if the vectors are bits, or doubles, which floats do not keep
  FloatRow(VectorSource vectors, boolean normalized) {
    if (vectors.elementType() == ElementType.BIT || vectors.elementType() == ElementType.F64) {
      throw InvalidRequestException.of("vectors", "F32, F16 or INT8", vectors.elementType());
    }
    this.vectors = vectors;
    this.normalized = normalized;
    int lengthBytes = vectors.elementType().vectorBytes(vectors.dimension());
    stored = ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    values = new float[vectors.dimension()];
  }

  long id(long row) {
    return vectors.id(row);
  }

  /// Puts a vector at the position of a buffer.
  void put(long row, ByteBuffer target) {
    vectors.read(row, MemorySegment.ofArray(stored.array()), 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i);
    }
    if (normalized) {
      normalize();
    }
    for (float value : values) {
      target.putFloat(value);
    }
  }

  private float value(int i) {
    return switch (vectors.elementType()) {
      case F32 -> stored.getFloat(i * Float.BYTES);
      case F16 -> Float.float16ToFloat(stored.getShort(i * Short.BYTES));
      case INT8 -> stored.get(i);
      case BIT, F64 -> throw new AssertionError("refused by the constructor");
    };
  }

  private void normalize() {
    double square = 0;
    for (float value : values) {
      square += (double) value * value;
    }
    if (Math.abs(square - 1) <= SQUARE_TOLERANCE) {
      return;
    }
    double length = Math.sqrt(square) + LENGTH_ADDED;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / length);
    }
  }
}
