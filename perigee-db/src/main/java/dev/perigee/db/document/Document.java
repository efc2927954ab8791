package dev.perigee.db.document;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A document: an id, vectors and fields. Made by hand to be put, or read from a collection.
///
/// Values are taken over when it is put, and checked against the schema then. Not thread-safe.
public final class Document {

  private final DocumentId id;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, CorruptionException> lost = new LinkedHashMap<>();
  private Validity validity = Validity.ALWAYS;
  private long version;

  private Document(DocumentId id) {
    this.id = id;
  }

  /// A document named by a string of 1 to 512 bytes in UTF-8.
  public static Document of(String id) {
    return new Document(DocumentId.of(id));
  }

  /// A document named by a number.
  public static Document of(long id) {
    return new Document(DocumentId.of(id));
  }

  /// A document named by a UUID.
  public static Document of(UUID id) {
    return new Document(DocumentId.of(id));
  }

  /// A document named by an id.
  public static Document of(DocumentId id) {
    return new Document(id);
  }

  /// A document as it was read.
  ///
  /// @param lost why vectors could not be read, by the names of their fields
  public static Document read(
      DocumentId id,
      Map<String, Object> values,
      Map<String, CorruptionException> lost,
      Validity validity,
      long version) {
    Document document = new Document(id);
    document.values.putAll(values);
    document.lost.putAll(lost);
    document.validity = validity;
    document.version = version;
    return document;
  }

  /// Sets a vector of floats; for F32 and F16.
  public Document vector(String name, float[] vector) {
    return value(name, vector);
  }

  /// Sets a vector of int8 values or packed bits.
  public Document vector(String name, byte[] vector) {
    return value(name, vector);
  }

  /// Sets a vector in the element type of the field, little-endian, without padding.
  public Document vector(String name, MemorySegment vector) {
    return value(name, vector);
  }

  /// Sets a list of vectors.
  public Document vectors(String name, List<float[]> vectors) {
    return value(name, List.copyOf(vectors));
  }

  /// Sets a field. In an update, null takes the field or vector away.
  public Document set(String name, Object value) {
    return value(name, value);
  }

  private Document value(String name, Object value) {
    if (name == null) {
      throw InvalidRequestException.of("field", "a name", null);
    }
    values.put(name, value);
    lost.remove(name);
    return this;
  }

  /// Says from when the document holds.
  public Document validFrom(Instant from) {
    validity = new Validity(from, validity.until(), validity.reason());
    return this;
  }

  /// Says from when the document holds no more, and why.
  public Document validUntil(Instant until, String reason) {
    validity = new Validity(validity.from(), until, reason);
    return this;
  }

  /// Its id.
  public DocumentId id() {
    return id;
  }

  /// Its values by name: fields in the Java types of [FieldType], vectors as they were set; read
  /// from a collection, vectors are byte[] in the element type of the field, or lists of such.
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /// The vector fields that had vectors which are lost with a damaged file, and how that was found;
  /// none in a sound database. Everything else of the document was read.
  public Map<String, CorruptionException> lost() {
    return Collections.unmodifiableMap(lost);
  }

  /// A value; null where there is none.
  ///
  /// @throws CorruptionException if it is one of [#lost()]
  public Object get(String name) {
    if (lost.containsKey(name)) {
      throw lost.get(name);
    }
    return values.get(name);
  }

  /// A text, keyword or JSON; null where there is none.
  public String text(String name) {
    return as(name, String.class);
  }

  /// An integer; null where there is none.
  public Long integer(String name) {
    return as(name, Long.class);
  }

  /// The floats of a single-precision vector; null where there is none.
  ///
  /// @throws CorruptionException if it is one of [#lost()]
  public float[] vector(String name) {
    return switch (get(name)) {
      case null -> null;
      case float[] floats -> floats;
      case byte[] bytes -> floats(bytes);
      case Object other ->
          throw InvalidRequestException.of(name, "one vector", other.getClass().getSimpleName());
    };
  }

  /// When it holds in the world.
  public Validity validity() {
    return validity;
  }

  /// The version that was read: the sequence number of the commit that wrote it, which is its time
  /// in microseconds since 1970; 0 for a document that was not read.
  public long version() {
    return version;
  }

  private static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length / Float.BYTES];
    java.nio.ByteBuffer.wrap(bytes)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(floats);
    return floats;
  }

  private <T> T as(String name, Class<T> type) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw InvalidRequestException.of(
          name, "a " + type.getSimpleName(), value.getClass().getSimpleName());
    }
    return type.cast(value);
  }

  @Override
  public String toString() {
    return id + " " + values.keySet();
  }
}
