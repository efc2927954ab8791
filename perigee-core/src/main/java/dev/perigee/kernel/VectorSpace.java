package dev.perigee.kernel;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a vector of one index is: its metric, element type and dimension; how it lies in a row; and
/// the door every vector passes.
///
/// A row holds the vector, then zeros up to the stride. Zeros add nothing to any built-in metric,
/// so kernels may run over the padding and need no tail.
///
/// @param metric what "near" means
/// @param elementType how a component is stored
/// @param dimension number of components, 1 to 65,536
/// @param distanceFunction the caller's own distance; null unless the metric is CUSTOM
public record VectorSpace(
    Metric metric, ElementType elementType, int dimension, DistanceFunction distanceFunction) {

  /// Most components a vector may have.
  public static final int DIMENSION_MAX = 65_536;

  /// Longest vector accepted: sums of its squares, and of the differences of two, stay finite
  /// floats.
  public static final double NORM_MAX = 1e18;

  /// Shortest vector accepted for cosine: its inverse norm stays a finite float.
  public static final double COSINE_NORM_MIN = 1e-18;

  private static final int CACHE_LINE_BYTES = 64;
  private static final int ALIGNMENT_BYTES = 16;

  /// @throws InvalidRequestException if the dimension is out of range, the metric cannot compare
  ///   the element type, or a distance function is missing or superfluous
  public VectorSpace {
    if (metric == null || elementType == null) {
      throw InvalidRequestException.of(
          metric == null ? "metric" : "elementType", "a value", "null");
    }
    if (dimension < 1 || dimension > DIMENSION_MAX) {
      throw InvalidRequestException.of("dimension", "1 to " + DIMENSION_MAX, dimension);
    }
    if (!metric.supports(elementType)) {
      throw InvalidRequestException.of(
          "metric", "one that compares " + elementType + " vectors", metric);
    }
    if (!metric.supports(dimension)) {
      throw InvalidRequestException.of(
          "dimension", metric == Metric.HAVERSINE ? "2 for HAVERSINE" : "2 or more", dimension);
    }
    if ((metric == Metric.CUSTOM) != (distanceFunction != null)) {
      throw InvalidRequestException.of(
          "distanceFunction",
          metric == Metric.CUSTOM ? "one for metric CUSTOM" : "none for metric " + metric,
          distanceFunction == null ? "none" : "one");
    }
  }

  /// Bytes of a vector without padding.
  public int vectorBytes() {
    return elementType.vectorBytes(dimension);
  }

  /// Bytes from one row to the next: whole cache lines where that wastes at most an eighth.
  public int strideBytes() {
    int bytes = vectorBytes();
    int lines = roundUp(bytes, CACHE_LINE_BYTES);
    return lines - bytes <= bytes / 8 ? lines : roundUp(bytes, ALIGNMENT_BYTES);
  }

  /// Number of elements a kernel runs over: the stride, padding included. Words of 64 for bits.
  int kernelLength() {
    int bytes = strideBytes();
    return switch (elementType) {
      case F32 -> bytes / Float.BYTES;
      case F16 -> bytes / Short.BYTES;
      case INT8 -> bytes;
      case BIT -> bytes / Long.BYTES;
      case F64 -> bytes / Double.BYTES;
    };
  }

  /// Whether each row needs the inverse of its norm beside it.
  public boolean needsNorms() {
    return metric == Metric.COSINE;
  }

  /// The door: refuses a vector this space cannot hold.
  ///
  /// @param field what to call the vector in an error
  /// @param vector holds the vector in this space's element type
  /// @param offset where it starts, in bytes
  /// @return the inverse of its Euclidean norm for COSINE, else 1
  /// @throws InvalidRequestException for NaN, infinity, a norm above [#NORM_MAX], for COSINE a norm
  ///   below [#COSINE_NORM_MIN], negative shares, and bits set beyond the dimension
  public float check(String field, MemorySegment vector, long offset) {
    if (elementType == ElementType.BIT) {
      checkUnusedBits(field, vector, offset);
      return 1;
    }
    boolean shares = metric.isOfShares(elementType);
    double squares =
        elementType == ElementType.F32 && !shares ? squaresF32(vector, offset) : Double.NaN;
    if (!Double.isFinite(squares)) {
      squares = squaresOfFinite(field, vector, offset);
    }
    double norm = Math.sqrt(squares);
    if (norm > NORM_MAX) {
      throw InvalidRequestException.of(field, "a norm of at most " + NORM_MAX, norm);
    }
    if (metric != Metric.COSINE) {
      return 1;
    }
    if (norm < COSINE_NORM_MIN) {
      throw InvalidRequestException.of(
          field, "a norm of at least " + COSINE_NORM_MIN + " for COSINE", norm);
    }
    return (float) (1 / norm);
  }

  /// The sum of the squares, in four chains; not finite only if one of the values is not.
  private double squaresF32(MemorySegment vector, long offset) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < dimension - 3; i += 4) {
      double x = vector.get(Kernels.FLOAT, offset + 4L * i);
      double y = vector.get(Kernels.FLOAT, offset + 4L * i + 4);
      double z = vector.get(Kernels.FLOAT, offset + 4L * i + 8);
      double w = vector.get(Kernels.FLOAT, offset + 4L * i + 12);
      a += x * x;
      b += y * y;
      c += z * z;
      d += w * w;
    }
    for (; i < dimension; i++) {
      double x = vector.get(Kernels.FLOAT, offset + 4L * i);
      a += x * x;
    }
    return (a + b) + (c + d);
  }

  private double squaresOfFinite(String field, MemorySegment vector, long offset) {
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      double value = preciseComponent(vector, offset, i);
      if (!Double.isFinite(value)) {
        throw InvalidRequestException.of(field + "[" + i + "]", "a finite value", value);
      }
      if (value < 0 && metric.isOfShares(elementType)) {
        throw InvalidRequestException.of(
            field + "[" + i + "]", "0 or more, as " + metric + " compares", value);
      }
      squares += value * value;
    }
    return squares;
  }

  /// Writes a caller's floats as a vector of this space.
  ///
  /// @param target receives [#vectorBytes()] bytes
  /// @throws InvalidRequestException if the length is not the dimension, or this space does not
  ///   hold floats
  public void encode(String field, float[] vector, MemorySegment target, long offset) {
    if (vector == null) {
      throw InvalidRequestException.of(field, dimension + " floats", "null");
    }
    if (!elementType.isFloating()) {
      throw InvalidRequestException.of(field, elementType + " values as bytes", "floats");
    }
    if (vector.length != dimension) {
      throw InvalidRequestException.of(field, "dimension " + dimension, vector.length);
    }
    if (elementType == ElementType.F32) {
      MemorySegment.copy(vector, 0, target, Kernels.FLOAT, offset, dimension);
      return;
    }
    if (elementType == ElementType.F64) {
      for (int i = 0; i < dimension; i++) {
        target.set(Kernels.DOUBLE, offset + 8L * i, vector[i]);
      }
      return;
    }
    for (int i = 0; i < dimension; i++) {
      short half = Float.floatToFloat16(vector[i]);
      if (Float.isFinite(vector[i]) && Float.isInfinite(Float.float16ToFloat(half))) {
        throw InvalidRequestException.of(
            field + "[" + i + "]", "a value that a half can hold, up to 65504", vector[i]);
      }
      target.set(Kernels.SHORT, offset + 2L * i, half);
    }
  }

  /// Writes a caller's bytes as a vector of this space: int8 values, or packed bits.
  ///
  /// @param target receives [#vectorBytes()] bytes
  /// @throws InvalidRequestException if the length is wrong, or this space does not hold bytes
  public void encode(String field, byte[] vector, MemorySegment target, long offset) {
    if (vector == null) {
      throw InvalidRequestException.of(field, vectorBytes() + " bytes", "null");
    }
    if (elementType != ElementType.INT8 && elementType != ElementType.BIT) {
      throw InvalidRequestException.of(field, elementType + " values as floats", "bytes");
    }
    if (vector.length != vectorBytes()) {
      throw InvalidRequestException.of(
          field, vectorBytes() + " bytes for dimension " + dimension, vector.length);
    }
    MemorySegment.copy(vector, 0, target, ValueLayout.JAVA_BYTE, offset, vector.length);
  }

  /// One component as a double, exactly; 0 or 1 for bits.
  double preciseComponent(MemorySegment vector, long offset, int index) {
    return elementType == ElementType.F64
        ? vector.get(Kernels.DOUBLE, offset + 8L * index)
        : component(vector, offset, index);
  }

  /// One component, widened to a float, or of F64 the nearest; 0 or 1 for bits.
  public float component(MemorySegment vector, long offset, int index) {
    return switch (elementType) {
      case F32 -> vector.get(Kernels.FLOAT, offset + 4L * index);
      case F16 -> Float.float16ToFloat(vector.get(Kernels.SHORT, offset + 2L * index));
      case INT8 -> vector.get(ValueLayout.JAVA_BYTE, offset + index);
      case BIT -> vector.get(ValueLayout.JAVA_BYTE, offset + (index >>> 3)) >>> (index & 7) & 1;
      case F64 -> (float) vector.get(Kernels.DOUBLE, offset + 8L * index);
    };
  }

  private void checkUnusedBits(String field, MemorySegment vector, long offset) {
    int used = dimension & 7;
    int last = vector.get(ValueLayout.JAVA_BYTE, offset + vectorBytes() - 1) & 0xff;
    if (used != 0 && last >>> used != 0) {
      throw InvalidRequestException.of(
          field, "zeros behind bit " + dimension, "byte 0x" + Integer.toHexString(last));
    }
  }

  private static int roundUp(int value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
