package dev.perigee.cli.data;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.Schema;
import dev.perigee.error.InvalidRequestException;
import java.time.Instant;
import java.util.Map;

/// Makes documents of JSON objects: `{"id": 7, "title": "...", "embedding": [0.1, ...]}`.
///
/// `_valid` says when the document holds: `{"validFrom": ..., "validUntil": ..., "validReason":
/// ...}`. `_version` and `_written`, which a read prints, are passed over.
///
/// @param schema what the documents may have
/// @param ids what an id may be
/// @param update whether null takes a value away; else it is as if it were not there
record DocumentFromJson(Schema schema, IdOptions ids, boolean update) {

  static final String ID = "id";
  static final String VALID = "_valid";
  static final String FROM = "validFrom";
  static final String UNTIL = "validUntil";
  static final String REASON = "validReason";
  static final String VERSION = "_version";
  static final String WRITTEN = "_written";

  /// @throws InvalidRequestException if the object does not fit the schema; names the field
  Document document(Map<?, ?> object) {
    Document document = Document.of(ids.ofJson(object.get(ID)));
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      String name = entry.getKey().toString();
      switch (name) {
        case ID, VERSION, WRITTEN -> {}
        case VALID -> setValidity(document, entry.getValue());
        default -> set(document, name, entry.getValue());
      }
    }
    return document;
  }

  private void set(Document document, String name, Object json) {
    if (!schema.isVector(name) && schema.fields().stream().noneMatch(f -> f.name().equals(name))) {
      throw InvalidRequestException.of(name, "a field of the collection", "an unknown name");
    }
    if (json == null) {
      if (update) {
        document.set(name, null);
      }
    } else if (schema.isVector(name)) {
      document.set(name, JsonValues.vectors(schema.vector(name), json));
    } else {
      document.set(name, JsonValues.field(schema.fields().get(schema.fieldIndex(name)), json));
    }
  }

  private static void setValidity(Document document, Object json) {
    if (!(json instanceof Map<?, ?> map)) {
      throw InvalidRequestException.of(VALID, "an object", JsonText.of(json));
    }
    for (Object key : map.keySet()) {
      if (!FROM.equals(key) && !UNTIL.equals(key) && !REASON.equals(key)) {
        throw InvalidRequestException.of(VALID, FROM + ", " + UNTIL + ", " + REASON, key);
      }
    }
    document.validFrom(instant(map, FROM));
    Object reason = map.get(REASON);
    if (reason != null && !(reason instanceof String)) {
      throw InvalidRequestException.of(REASON, "a string", JsonText.of(reason));
    }
    document.validUntil(instant(map, UNTIL), (String) reason);
  }

  private static Instant instant(Map<?, ?> map, String name) {
    Object json = map.get(name);
    Instant instant = json instanceof String text ? Instants.parse(text) : null;
    if (json != null && instant == null) {
      throw InvalidRequestException.of(name, Instants.EXPECTED, JsonText.of(json));
    }
    return instant;
  }
}
