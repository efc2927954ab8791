package dev.perigee.db.document;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One version of a document as it is kept: everything but the vectors, which are rows elsewhere.
///
/// @param created sequence number of the commit that wrote it
/// @param id of the document
/// @param validity when it holds in the world
/// @param vectorCounts vectors in each vector field of the schema it was written under
/// @param values value of each field of that schema, null where there is none
@SuppressWarnings("ArrayRecordComponent") // compared element by element below
public record Version(
    long created, DocumentId id, Validity validity, int[] vectorCounts, Object[] values) {

  private static final int FORMAT = 1;
  private static final int HAS_FROM = 1;
  private static final int HAS_UNTIL = 2;
  private static final int HAS_REASON = 4;

  /// Vectors in a field.
  public int vectorCount(int field) {
    return field < vectorCounts.length ? vectorCounts[field] : 0;
  }

  /// Value of a field, or null.
  public Object value(int field) {
    return field < values.length ? values[field] : null;
  }

  /// The document without its vectors.
  public Map<String, Object> fields(Schema schema) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        fields.put(schema.fields().get(i).name(), values[i]);
      }
    }
    return fields;
  }

  /// The bytes that stand for it.
  public byte[] encode(Schema schema) {
    ByteWriter out = new ByteWriter(64).u8(FORMAT).i64(created).block(id.key());
    int flags =
        (validity.from() == null ? 0 : HAS_FROM)
            | (validity.until() == null ? 0 : HAS_UNTIL)
            | (validity.reason() == null ? 0 : HAS_REASON);
    out.u8(flags);
    if (validity.from() != null) {
      out.i64(FieldType.micros("validFrom", validity.from()));
    }
    if (validity.until() != null) {
      out.i64(FieldType.micros("validUntil", validity.until()));
    }
    if (validity.reason() != null) {
      out.text(validity.reason());
    }
    out.size(vectorCounts.length);
    for (int count : vectorCounts) {
      out.size(count);
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        out.size(i + 1);
        ValueCodec.write(out, schema.fields().get(i).type(), values[i]);
      }
    }
    return out.size(0).toArray();
  }

  /// Reads what [#encode] wrote.
  ///
  /// @param source what the bytes are, for errors
  /// @throws dev.perigee.error.CorruptionException if they are something else
  public static Version decode(byte[] bytes, Schema schema, String source) {
    ByteReader in = new ByteReader(bytes, source);
    if (in.u8() != FORMAT) {
      throw in.corrupt("a version of format " + FORMAT);
    }
    long created = in.i64();
    DocumentId id = DocumentId.ofKey(in.block(), source);
    int flags = in.u8();
    Validity validity =
        flags == 0
            ? Validity.ALWAYS
            : new Validity(
                (flags & HAS_FROM) == 0 ? null : FieldType.instant(in.i64()),
                (flags & HAS_UNTIL) == 0 ? null : FieldType.instant(in.i64()),
                (flags & HAS_REASON) == 0 ? null : in.text());
    int vectorFields = in.size();
    if (vectorFields > schema.vectors().size()) {
      throw in.corrupt("at most " + schema.vectors().size() + " vector fields");
    }
    int[] counts = new int[vectorFields];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.size();
    }
    Object[] values = new Object[schema.fields().size()];
    for (int field = in.size(); field != 0; field = in.size()) {
      if (field > values.length) {
        throw in.corrupt("a field of at most " + values.length);
      }
      values[field - 1] = ValueCodec.read(in, schema.fields().get(field - 1).type());
    }
    in.requireEnd();
    return new Version(created, id, validity, counts, values);
  }

  /// The id alone.
  public static DocumentId decodeId(byte[] bytes, String source) {
    ByteReader in = new ByteReader(bytes, source);
    in.u8();
    in.i64();
    return DocumentId.ofKey(in.block(), source);
  }

  /// The sequence number alone.
  public static long decodeCreated(byte[] bytes, String source) {
    ByteReader in = new ByteReader(bytes, source);
    if (in.u8() != FORMAT) {
      throw in.corrupt("a version of format " + FORMAT);
    }
    return in.i64();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version
        && created == version.created
        && id.equals(version.id)
        && validity.equals(version.validity)
        && Arrays.equals(vectorCounts, version.vectorCounts)
        && Arrays.deepEquals(values, version.values);
  }

  @Override
  public int hashCode() {
    return List.of(created, id).hashCode();
  }

  @Override
  public String toString() {
    return id + "@" + created;
  }
}
