package dev.perigee.cli.data;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.GeoPoint;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.vector.ElementType;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What of documents goes into records, and how.
///
/// | field | value |
/// |---|---|
/// | integer, float, boolean, keyword, text, keyword-list | as it is |
/// | json; geo-point as `{"lat": 47.4, "lon": 8.5}` | JSON |
/// | timestamp, uuid; bytes in Base64 | text |
/// | vectors of int8 and bits | floats of the same numbers |
///
/// @param vectors in the order of the table
/// @param fields in the order of the table
record ExportTable(List<VectorField> vectors, List<Field> fields) {

  /// What is asked for.
  ///
  /// @param vectors names; empty for all
  /// @param fields names; null for all
  /// @throws InvalidRequestException if the schema has no such vector or field
  static ExportTable of(Schema schema, List<String> vectors, List<String> fields) {
    List<String> vectorNames = schema.vectors().stream().map(VectorField::name).toList();
    List<String> fieldNames = schema.fields().stream().map(Field::name).toList();
    List<String> askedVectors = vectors.isEmpty() ? vectorNames : vectors;
    List<String> askedFields = fields == null ? fieldNames : fields;
    requireAll("--vector", vectorNames, askedVectors);
    requireAll("--fields", fieldNames, askedFields);
    return new ExportTable(
        schema.vectors().stream().filter(v -> askedVectors.contains(v.name())).toList(),
        schema.fields().stream().filter(f -> askedFields.contains(f.name())).toList());
  }

  private static void requireAll(String option, List<String> names, List<String> asked) {
    for (String name : asked) {
      if (!names.contains(name)) {
        throw InvalidRequestException.of(option, "some of " + names, name);
      }
      if (name.equals(RecordTable.ID)) {
        throw InvalidRequestException.of(
            option, "names other than id, which the ids of records have", name);
      }
    }
  }

  /// The same without fields.
  ExportTable withoutFields() {
    return new ExportTable(vectors, List.of());
  }

  /// The columns of the records.
  RecordTable columns(boolean textIds) {
    Map<String, Integer> dimensions = new LinkedHashMap<>();
    vectors.forEach(vector -> dimensions.put(vector.name(), vector.options().dimension()));
    Map<String, Kind> kinds = new LinkedHashMap<>();
    fields.forEach(field -> kinds.put(field.name(), kind(field.type())));
    return new RecordTable(textIds, dimensions, kinds);
  }

  private static Kind kind(FieldType type) {
    return switch (type) {
      case INTEGER -> Kind.WHOLE;
      case FLOAT -> Kind.NUMBER;
      case BOOLEAN -> Kind.TRUTH;
      case KEYWORD, TEXT, TIMESTAMP, UUID, BYTES -> Kind.TEXT;
      case KEYWORD_LIST -> Kind.TEXTS;
      case GEO_POINT, JSON -> Kind.JSON;
    };
  }

  /// The values of a document.
  Map<String, Object> values(Document document, ExportLosses losses) {
    if (!document.validity().equals(Validity.ALWAYS)) {
      losses.add(document.id(), "from when and until when it holds is not written");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Field field : fields) {
      Object value = document.get(field.name());
      if (value != null) {
        values.put(field.name(), value(field.type(), value));
      }
    }
    return values;
  }

  private static Object value(FieldType type, Object value) {
    return switch (type) {
      case INTEGER, FLOAT, BOOLEAN, KEYWORD, TEXT, KEYWORD_LIST, JSON -> value;
      case TIMESTAMP, UUID -> value.toString();
      case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
      case GEO_POINT -> {
        GeoPoint point = (GeoPoint) value;
        yield "{\"lat\":%s,\"lon\":%s}".formatted(point.latitude(), point.longitude());
      }
    };
  }

  /// The vectors of a document.
  ///
  /// @throws CorruptionException if one is lost, unless that is allowed
  Map<String, float[]> vectors(Document document, ExportLosses losses) {
    Map<String, float[]> floats = new LinkedHashMap<>();
    for (VectorField field : vectors) {
      CorruptionException lost = document.lost().get(field.name());
      if (lost != null && !losses.allowed()) {
        throw lost;
      }
      Object value = lost == null ? document.get(field.name()) : null;
      if (value instanceof List<?> list) {
        if (list.size() > 1) {
          losses.add(document.id(), field.name() + ": only the first of its vectors is written");
        }
        value = list.getFirst();
      }
      if (value != null) {
        float[] components = floats(field, (byte[]) value);
        if (!isKept(field, (byte[]) value, components)) {
          losses.add(document.id(), field.name() + ": doubles become the nearest floats");
        }
        floats.put(field.name(), components);
      }
    }
    return floats;
  }

  /// Whether floats are the very numbers.
  private static boolean isKept(VectorField field, byte[] vector, float[] components) {
    if (field.options().elementType() != ElementType.F64) {
      return true;
    }
    double[] doubles = field.doubles(vector);
    for (int i = 0; i < doubles.length; i++) {
      if (components[i] != doubles[i]) {
        return false;
      }
    }
    return true;
  }

  private static float[] floats(VectorField field, byte[] vector) {
    return switch (field.options().elementType()) {
      case F32, F16 -> field.floats(vector);
      case F64 -> {
        double[] doubles = field.doubles(vector);
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) doubles[i];
        }
        yield floats;
      }
      case INT8 -> {
        float[] floats = new float[vector.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = vector[i];
        }
        yield floats;
      }
      case BIT -> {
        float[] floats = new float[field.options().dimension()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = vector[i / 8] >> (i % 8) & 1;
        }
        yield floats;
      }
    };
  }
}
