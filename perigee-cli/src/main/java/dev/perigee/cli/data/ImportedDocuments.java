package dev.perigee.cli.data;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What becomes of records: the collection they go into, and each a document of it.
///
/// @param source the file
/// @param options how it is read
/// @param metric of the vectors of a new collection
/// @param fields of a new collection
record ImportedDocuments(Path source, RecordOptions options, Metric metric, List<Field> fields) {

  /// The field that has what no other has.
  static final String PAYLOAD = "payload";

  /// The collection of a name; a new one has the vectors of the first record that has some, the
  /// fields that were asked for and one for the rest.
  ///
  /// @throws InvalidRequestException if there is none, and the file has no record to make it like
  Collection collection(Database database, String name) {
    try {
      return database.collection(name);
    } catch (NotFoundException e) {
      return database.collection(name, schema());
    }
  }

  private Schema schema() {
    SourceRecord first;
    try (RecordSource records = RecordSource.open(source, options, 0)) {
      first = records.next();
      while (first != null && first.vectors().isEmpty()) {
        first = records.next();
      }
    }
    if (first == null) {
      throw InvalidRequestException.of(
          source.toString(), "a record with a vector, to make a collection like it", "none");
    }
    List<VectorField> vectors = new ArrayList<>();
    first
        .vectors()
        .forEach(
            (name, values) -> vectors.add(new VectorField(name, options(values.length), false)));
    List<Field> all = new ArrayList<>(fields);
    all.add(new Field(PAYLOAD, FieldType.JSON));
    return new Schema(vectors, all, Duration.ZERO);
  }

  /// Records have floats, also where bits are what a metric is used for.
  private IndexOptions options(int dimension) {
    return IndexOptions.of(dimension, metric).withElementType(ElementType.F32);
  }

  /// The document of a record: without an id, its row is the id.
  ///
  /// @param jsonAsText whether what is nested is text of JSON: then such a text stands for it in a
  ///   field that wants JSON
  /// @throws InvalidRequestException if it does not fit the schema; names the field
  Document document(Schema schema, SourceRecord record, boolean jsonAsText) {
    Document document = Document.of(id(record));
    record.vectors().forEach((name, values) -> setVector(schema, document, name, values));
    Map<String, Object> rest = new LinkedHashMap<>();
    record
        .payload()
        .forEach((name, value) -> {
          if (name.equals(PAYLOAD) && jsonAsText && parsed(value) instanceof Map<?, ?> entries) {
            entries.forEach(
                (key, entry) -> setValue(schema, document, rest, String.valueOf(key), entry));
          } else {
            Object unfolded = jsonAsText ? unfolded(field(schema, name), value) : value;
            setValue(schema, document, rest, name, unfolded);
          }
        });
    Field payload = field(schema, PAYLOAD);
    if (payload != null && payload.type() == FieldType.JSON && !rest.isEmpty()) {
      document.set(PAYLOAD, JsonText.write(rest));
    }
    return document;
  }

  private static void setValue(
      Schema schema, Document document, Map<String, Object> rest, String name, Object value) {
    Field field = field(schema, name);
    if (field == null || name.equals(PAYLOAD)) {
      rest.put(name, value);
    } else if (value != null) {
      document.set(name, JsonValues.field(field, value));
    }
  }

  private static Object unfolded(Field field, Object value) {
    if (field == null) {
      return value;
    }
    return switch (field.type()) {
      case JSON, KEYWORD_LIST, GEO_POINT -> parsed(value);
      case INTEGER, FLOAT, BOOLEAN, KEYWORD, TEXT, TIMESTAMP, UUID, BYTES -> value;
    };
  }

  /// What a text of JSON holds; any other value as it is.
  private static Object parsed(Object value) {
    try {
      return value instanceof String text ? JsonText.parse(PAYLOAD, text) : value;
    } catch (InvalidRequestException e) {
      return value;
    }
  }

  private static DocumentId id(SourceRecord record) {
    return switch (record.id()) {
      case null -> DocumentId.of(record.position().row());
      case Long number -> DocumentId.of(number);
      default -> DocumentId.of(record.id().toString());
    };
  }

  private static void setVector(Schema schema, Document document, String name, float[] values) {
    if (!schema.isVector(name)) {
      List<String> names = schema.vectors().stream().map(VectorField::name).toList();
      throw InvalidRequestException.of(name, "a vector of the collection: " + names, "another");
    }
    IndexOptions vector = schema.vector(name).options();
    if (vector.elementType() != ElementType.F32 && vector.elementType() != ElementType.F16) {
      throw InvalidRequestException.of(name, "a field of floats", vector.elementType());
    }
    document.vector(name, values);
  }

  private static Field field(Schema schema, String name) {
    for (Field field : schema.fields()) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }
}
