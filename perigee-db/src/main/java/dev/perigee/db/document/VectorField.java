package dev.perigee.db.document;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A vector that documents may have, or a list of vectors.
///
/// @param name of the field
/// @param options what a vector is and how its index is built
/// @param many whether a document may have several vectors here
public record VectorField(String name, IndexOptions options, boolean many) {

  /// Most vectors of one document in one field.
  public static final int VECTORS_MAX = 1024;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Bytes of one vector.
  public int vectorBytes() {
    return Math.toIntExact(options.elementType().vectorBytes(options.dimension()));
  }

  /// Whether the vectors of another field are vectors of this one; how they are indexed may differ.
  public boolean holdsSameAs(VectorField other) {
    return name.equals(other.name)
        && many == other.many
        && options.dimension() == other.options.dimension()
        && options.metric() == other.options.metric()
        && options.elementType() == other.options.elementType();
  }

  /// The same field with another graph, its degrees, beam and alpha, and other codes.
  ///
  /// @param newOptions of which nothing else is taken over
  /// @throws InvalidRequestException if they are for other vectors
  VectorField indexedBy(IndexOptions newOptions) {
    requireEqual("dimension", options.dimension(), newOptions.dimension());
    requireEqual("metric", options.metric(), newOptions.metric());
    requireEqual("elementType", options.elementType(), newOptions.elementType());
    IndexOptions indexed =
        options
            .withGraph(newOptions.graph())
            .withM(newOptions.m())
            .withM0(newOptions.m0())
            .withEfConstruction(newOptions.efConstruction())
            .withLevelFactor(newOptions.levelFactor())
            .withAlpha(newOptions.alpha())
            .withCodes(newOptions.codes())
            .withSubspaces(newOptions.subspaces());
    return new VectorField(name, indexed, many);
  }

  private void requireEqual(String label, Object expected, Object got) {
    if (!expected.equals(got)) {
      throw InvalidRequestException.of(name + "." + label, "as it is, " + expected, got);
    }
  }

  /// The bytes of the vectors of a value, little-endian, without padding.
  ///
  /// @param value a float[], for F64 a double[], byte[] or MemorySegment, or where there may be
  ///   many a list of such
  /// @throws InvalidRequestException if it is something else, or of another length
  public List<byte[]> encodeAll(Object value) {
    if (!(value instanceof List<?> list)) {
      return List.of(encode(name, value));
    }
    if (!many) {
      throw InvalidRequestException.of(name, "one vector", "a list of " + list.size());
    }
    if (list.isEmpty() || list.size() > VECTORS_MAX) {
      throw InvalidRequestException.of(name, "1 to " + VECTORS_MAX + " vectors", list.size());
    }
    List<byte[]> vectors = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      vectors.add(encode(name + "[" + i + "]", list.get(i)));
    }
    return vectors;
  }

  /// The bytes of the vectors of a query: one, or for a field of many vectors a list.
  ///
  /// @throws InvalidRequestException if it is something else, or of another length
  public List<byte[]> encodeQuery(Object value) {
    return value instanceof List<?> ? encodeAll(value) : List.of(encode("query", value));
  }

  /// The bytes of one vector.
  ///
  /// @param label for the error
  /// @throws InvalidRequestException if it is none, or of another length
  public byte[] encode(String label, Object value) {
    ElementType type = options.elementType();
    return switch (value) {
      case float[] floats when type.isFloating() -> {
        requireLength(label, options.dimension() + " floats", options.dimension(), floats.length);
        yield encodeFloats(label, floats);
      }
      case double[] doubles when type == ElementType.F64 -> {
        requireLength(label, options.dimension() + " doubles", options.dimension(), doubles.length);
        byte[] bytes = new byte[vectorBytes()];
        MemorySegment.copy(doubles, 0, MemorySegment.ofArray(bytes), DOUBLE, 0, doubles.length);
        yield bytes;
      }
      case byte[] bytes -> { // also as it was read: any element type, little-endian
        requireLength(label, vectorBytes() + " bytes", vectorBytes(), bytes.length);
        yield bytes.clone();
      }
      case MemorySegment segment -> {
        requireLength(label, vectorBytes() + " bytes", vectorBytes(), segment.byteSize());
        yield segment.toArray(ValueLayout.JAVA_BYTE);
      }
      case null, default ->
          throw InvalidRequestException.of(
              label,
              "a vector of " + type + " values",
              value == null ? "null" : value.getClass().getSimpleName());
    };
  }

  /// The doubles of a vector's bytes; for F64.
  public double[] doubles(byte[] vector) {
    return MemorySegment.ofArray(vector).toArray(DOUBLE);
  }

  /// The floats of a vector's bytes; for F32 and F16.
  public float[] floats(byte[] vector) {
    MemorySegment segment = MemorySegment.ofArray(vector);
    float[] floats = new float[options.dimension()];
    boolean half = options.elementType() == ElementType.F16;
    for (int i = 0; i < floats.length; i++) {
      floats[i] =
          half ? Float.float16ToFloat(segment.get(SHORT, 2L * i)) : segment.get(FLOAT, 4L * i);
    }
    return floats;
  }

  private byte[] encodeFloats(String label, float[] floats) {
    byte[] bytes = new byte[vectorBytes()];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    if (options.elementType() == ElementType.F32) {
      MemorySegment.copy(floats, 0, segment, FLOAT, 0, floats.length);
      return bytes;
    }
    if (options.elementType() == ElementType.F64) {
      for (int i = 0; i < floats.length; i++) {
        segment.set(DOUBLE, 8L * i, floats[i]);
      }
      return bytes;
    }
    for (int i = 0; i < floats.length; i++) {
      short half = Float.floatToFloat16(floats[i]);
      if (Float.isInfinite(Float.float16ToFloat(half)) && Float.isFinite(floats[i])) {
        throw InvalidRequestException.of(
            label + "[" + i + "]", "a value within the range of F16", floats[i]);
      }
      segment.set(SHORT, 2L * i, half);
    }
    return bytes;
  }

  private static void requireLength(String label, String expected, long length, long got) {
    if (length != got) {
      throw InvalidRequestException.of(label, expected, got);
    }
  }
}
