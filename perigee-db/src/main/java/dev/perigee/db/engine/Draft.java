package dev.perigee.db.engine;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A document, or a part of one, that was checked against the schema and is ready to be written.
///
/// @param id of the document
/// @param whole whether what it does not name goes; else it stays as it is
/// @param values by place of the field; null takes the value away
/// @param vectors by place of the vector field; null takes the vectors away
/// @param validity null to leave it as it is
public record Draft(
    DocumentId id,
    boolean whole,
    Map<Integer, Object> values,
    Map<Integer, List<byte[]>> vectors,
    Validity validity) {

  /// Most bytes of the fields of a document.
  public static final int PAYLOAD_BYTES_MAX = 16 << 20;

  /// Checks a document.
  ///
  /// @throws dev.perigee.error.InvalidRequestException if it does not fit the schema
  /// @throws LimitExceededException if its fields are too large
  public static Draft of(CollectionState collection, Document document, boolean whole) {
    Schema schema = collection.schema();
    Map<Integer, Object> values = new HashMap<>();
    Map<Integer, List<byte[]>> vectors = new HashMap<>();
    if (whole && !document.lost().isEmpty()) {
      throw InvalidRequestException.of(
          document.lost().keySet().iterator().next(),
          "vectors set anew, since those that were read are lost with a damaged file",
          "none");
    }
    long payloadBytes = 0;
    for (Map.Entry<String, Object> entry : document.values().entrySet()) {
      String name = entry.getKey();
      Object value = entry.getValue();
      if (schema.isVector(name)) {
        int index = schema.vectorIndex(name);
        vectors.put(index, value == null ? null : encode(collection, index, value));
      } else {
        int index = schema.fieldIndex(name);
        Object normalised =
            value == null ? null : schema.fields().get(index).type().normalised(name, value);
        values.put(index, normalised);
        payloadBytes += sizeOf(normalised);
      }
    }
    if (payloadBytes > PAYLOAD_BYTES_MAX) {
      throw new LimitExceededException(
          "document %s: expected fields of at most %d bytes, got %d"
              .formatted(document.id(), PAYLOAD_BYTES_MAX, payloadBytes));
    }
    boolean keeps = !whole && document.validity().equals(Validity.ALWAYS);
    return new Draft(document.id(), whole, values, vectors, keeps ? null : document.validity());
  }

  /// About how many bytes it takes in the store.
  public long sizeBytes() {
    long bytes = 128;
    for (Object value : values.values()) {
      bytes += sizeOf(value);
    }
    for (List<byte[]> list : vectors.values()) {
      bytes += list == null || list.isEmpty() ? 0 : (long) list.size() * list.getFirst().length;
    }
    return bytes;
  }

  private static List<byte[]> encode(CollectionState collection, int index, Object value) {
    VectorField field = collection.schema().vectors().get(index);
    List<byte[]> encoded = field.encodeAll(value);
    for (byte[] vector : encoded) {
      collection.vectors().get(index).check(field.name(), MemorySegment.ofArray(vector));
    }
    return encoded;
  }

  private static long sizeOf(Object value) {
    return switch (value) {
      case null -> 0;
      case String text -> 3L + text.length();
      case byte[] bytes -> bytes.length;
      case List<?> words -> words.stream().mapToLong(Draft::sizeOf).sum();
      default -> 16;
    };
  }
}
