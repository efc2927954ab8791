package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.GeoPoint;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes JSON objects of documents, such as [DocumentFromJson] takes.
///
/// @param schema of the documents
record DocumentToJson(Schema schema) {

  /// A document as a line: its id, fields, vectors as far as they were read, validity and version.
  String line(Document document) {
    return Json.line(object(document));
  }

  /// Says on a stream which vectors of a document are lost.
  ///
  /// @return whether any are
  static boolean tellLost(Document document, PrintWriter err) {
    document
        .lost()
        .forEach((field, damage) ->
            err.printf(
                "perigee: document %s comes without %s: %s%n",
                document.id(), field, damage.getMessage()));
    return !document.lost().isEmpty();
  }

  /// A document as an object.
  Map<String, Object> object(Document document) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(DocumentFromJson.ID, id(document.id()));
    addValues(object, document);
    addTimes(object, document);
    return object;
  }

  /// An id as JSON.
  static Object id(DocumentId id) {
    return id.value() instanceof Long number ? number : id.toString();
  }

  /// Adds fields and vectors, in the order of the schema.
  void addValues(Map<String, Object> object, Document document) {
    for (Field field : schema.fields()) {
      Object value = document.get(field.name());
      if (value != null) {
        object.put(field.name(), value(field.type(), value));
      }
    }
    for (VectorField field : schema.vectors()) {
      switch (document.values().get(field.name())) {
        case null -> {}
        case byte[] vector -> object.put(field.name(), vector(field, vector));
        case List<?> list ->
            object.put(field.name(), list.stream().map(v -> vector(field, (byte[]) v)).toList());
        case Object other -> throw new IllegalArgumentException(other.getClass().getName());
      }
    }
  }

  /// Adds when it holds and when it was written.
  static void addTimes(Map<String, Object> object, Document document) {
    Validity validity = document.validity();
    if (!validity.equals(Validity.ALWAYS)) {
      Map<String, Object> valid = new LinkedHashMap<>();
      putUnlessNull(valid, DocumentFromJson.FROM, validity.from());
      putUnlessNull(valid, DocumentFromJson.UNTIL, validity.until());
      putUnlessNull(valid, DocumentFromJson.REASON, validity.reason());
      object.put(DocumentFromJson.VALID, valid);
    }
    object.put(DocumentFromJson.VERSION, document.version());
    object.put(DocumentFromJson.WRITTEN, FieldType.instant(document.version()));
  }

  private static void putUnlessNull(Map<String, Object> object, String name, Object value) {
    if (value != null) {
      object.put(name, value);
    }
  }

  private static Object value(FieldType type, Object value) {
    return switch (type) {
      case INTEGER, FLOAT, BOOLEAN, KEYWORD, KEYWORD_LIST, TEXT, TIMESTAMP, UUID -> value;
      case GEO_POINT -> {
        GeoPoint point = (GeoPoint) value;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lat", point.latitude());
        map.put("lon", point.longitude());
        yield map;
      }
      case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
      case JSON -> parsed((String) value);
    };
  }

  /// What was put as JSON by a program need not be any.
  private static Object parsed(String text) {
    try {
      return JsonText.parse("json", text);
    } catch (InvalidRequestException e) {
      return text;
    }
  }

  private static List<Number> vector(VectorField field, byte[] vector) {
    int dimension = field.options().dimension();
    List<Number> numbers = new ArrayList<>(dimension);
    switch (field.options().elementType()) {
      case F32, F16 -> {
        for (float value : field.floats(vector)) {
          numbers.add(value);
        }
      }
      case F64 -> {
        for (double value : field.doubles(vector)) {
          numbers.add(value);
        }
      }
      case INT8 -> {
        for (byte value : vector) {
          numbers.add((int) value);
        }
      }
      case BIT -> {
        for (int i = 0; i < dimension; i++) {
          numbers.add(vector[i / 8] >> (i % 8) & 1);
        }
      }
    }
    return numbers;
  }
}
