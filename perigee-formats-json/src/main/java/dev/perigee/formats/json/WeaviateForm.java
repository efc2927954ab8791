package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.regex.Pattern;

/// A record as an object of Weaviate: `{"class", "id", "vector" or "vectors", "properties"}`.
///
/// The class is a text called `class`, if there is one. An id that is no UUID becomes the one that
/// `generate_uuid5(id)` of Weaviate's client gives, which is a loss; the id itself is then a
/// property [#ORIGINAL_ID], because `id` is a name that Weaviate keeps to itself.
///
/// @param losses is told of ids
record WeaviateForm(RecordNotes losses) implements RecordForm {

  /// The property of an id that is no UUID.
  static final String ORIGINAL_ID = "original_id";

  private static final Pattern OF_UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /// The name space of domain names in RFC 4122, which the client uses.
  private static final UUID NAMES = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

  private static final String CLASS = "class";

  /// Whether a text is a UUID.
  static boolean isUuid(String text) {
    return OF_UUID.matcher(text).matches();
  }

  @Override
  public void write(JsonGenerator out, WrittenRecord record) throws IOException {
    String id = record.id().toString();
    out.writeStartObject();
    for (JsonEntry entry : record.entries()) {
      if (isClass(entry)) {
        entry.write(out);
      }
    }
    out.writeStringField(RecordTable.ID, isUuid(id) ? id : named(id).toString());
    record.writeVectors(out, "vectors");
    out.writeObjectFieldStart("properties");
    if (!isUuid(id)) {
      writeOriginal(out, record);
    }
    for (JsonEntry entry : record.entries()) {
      if (!isClass(entry)) {
        entry.write(out);
      }
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static boolean isClass(JsonEntry entry) {
    return entry.name().equals(CLASS) && entry.isText();
  }

  private void writeOriginal(JsonGenerator out, WrittenRecord record) throws IOException {
    for (JsonEntry entry : record.entries()) {
      if (entry.name().equals(ORIGINAL_ID)) {
        throw InvalidRequestException.of(
            "record " + record.id(), "no value " + ORIGINAL_ID + ", or a UUID for its id", "both");
      }
    }
    losses.add("id: what is no UUID became the UUID of its name, and the property " + ORIGINAL_ID);
    out.writeFieldName(ORIGINAL_ID);
    WrittenRecord.writeId(out, record.id());
  }

  /// The UUID of version 5 of a name.
  static UUID named(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(NAMES.getMostSignificantBits())
              .putLong(NAMES.getLeastSignificantBits())
              .array());
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x5000L;
      long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-1", e);
    }
  }
}
