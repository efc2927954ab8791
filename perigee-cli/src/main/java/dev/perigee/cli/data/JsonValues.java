package dev.perigee.cli.data;

import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.GeoPoint;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Values of fields and vectors, out of JSON.
///
/// | type | JSON |
/// |---|---|
/// | timestamp | a string, ISO-8601 |
/// | uuid | a string |
/// | geo-point | `{"lat": 47.4, "lon": 8.5}` |
/// | bytes | a string, Base64 |
/// | json | any value |
/// | vector | an array of numbers; of 0 and 1 for bits |
/// | vectors | an array of vectors |
final class JsonValues {

  private JsonValues() {}

  /// The value of a field.
  ///
  /// @throws InvalidRequestException if the JSON is not of the type of the field
  static Object field(Field field, Object json) {
    String name = field.name();
    return switch (field.type()) {
      case INTEGER, FLOAT, BOOLEAN, KEYWORD, KEYWORD_LIST, TEXT -> plain(field, json);
      case TIMESTAMP -> timestamp(name, json);
      case UUID -> uuid(name, json);
      case GEO_POINT -> geoPoint(name, json);
      case BYTES -> bytes(name, json);
      case JSON -> JsonText.write(json);
    };
  }

  private static Object plain(Field field, Object json) {
    try {
      return field.type().normalised(field.name(), json);
    } catch (InvalidRequestException e) {
      throw refusal(field.name(), "a value of type " + SchemaSpecs.name(field.type()), json);
    }
  }

  private static Instant timestamp(String name, Object json) {
    Instant instant = json instanceof String text ? Instants.parse(text) : null;
    if (instant == null) {
      throw refusal(name, Instants.EXPECTED, json);
    }
    return FieldType.instant(FieldType.micros(name, instant));
  }

  private static UUID uuid(String name, Object json) {
    try {
      if (json instanceof String text) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw refusal(name, "a UUID", json);
  }

  private static GeoPoint geoPoint(String name, Object json) {
    if (json instanceof Map<?, ?> map
        && map.size() == 2
        && map.get("lat") instanceof Number latitude
        && map.get("lon") instanceof Number longitude) {
      try {
        return new GeoPoint(latitude.doubleValue(), longitude.doubleValue());
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException(name + "." + e.getMessage());
      }
    }
    throw refusal(name, "{\"lat\": degrees, \"lon\": degrees}", json);
  }

  private static byte[] bytes(String name, Object json) {
    try {
      if (json instanceof String text) {
        return Base64.getDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw refusal(name, "bytes in Base64", json);
  }

  /// The value of a vector field: a vector, or a list of vectors where there may be many.
  ///
  /// @throws InvalidRequestException if the JSON is none
  static Object vectors(VectorField field, Object json) {
    if (field.many()
        && json instanceof List<?> list
        && (list.isEmpty() || list.getFirst() instanceof List)) {
      List<Object> vectors = new ArrayList<>(list.size());
      for (int i = 0; i < list.size(); i++) {
        vectors.add(vector(field, field.name() + "[" + i + "]", list.get(i)));
      }
      return vectors;
    }
    return vector(field, field.name(), json);
  }

  /// One vector, as [VectorField#encode] takes it.
  ///
  /// @param label for the error
  /// @throws InvalidRequestException if the JSON is none
  static Object vector(VectorField field, String label, Object json) {
    int dimension = field.options().dimension();
    if (!(json instanceof List<?> list)) {
      throw refusal(label, "an array of " + dimension + " numbers", json);
    }
    if (list.size() != dimension) {
      throw InvalidRequestException.of(label, dimension + " numbers", list.size());
    }
    return switch (field.options().elementType()) {
      case F32, F16 -> floats(label, list);
      case F64 -> doubles(label, list);
      case INT8 -> integers(label, list, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case BIT -> packed(field, integers(label, list, 0, 1));
    };
  }

  private static float[] floats(String label, List<?> list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw refusal(label + "[" + i + "]", "a number", list.get(i));
      }
      floats[i] = number.floatValue();
      if (!Float.isFinite(floats[i])) {
        throw refusal(label + "[" + i + "]", "a number that a float can hold", list.get(i));
      }
    }
    return floats;
  }

  private static double[] doubles(String label, List<?> list) {
    double[] doubles = new double[list.size()];
    for (int i = 0; i < doubles.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw refusal(label + "[" + i + "]", "a number", list.get(i));
      }
      doubles[i] = number.doubleValue();
    }
    return doubles;
  }

  private static byte[] integers(String label, List<?> list, int least, int greatest) {
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      if (!(list.get(i) instanceof Integer number) || number < least || number > greatest) {
        String range = least + " to " + greatest;
        throw refusal(label + "[" + i + "]", "an integer of " + range, list.get(i));
      }
      bytes[i] = number.byteValue();
    }
    return bytes;
  }

  private static byte[] packed(VectorField field, byte[] bits) {
    byte[] packed = new byte[ElementType.BIT.vectorBytes(field.options().dimension())];
    for (int i = 0; i < bits.length; i++) {
      packed[i / 8] |= (byte) (bits[i] << (i % 8));
    }
    return packed;
  }

  private static InvalidRequestException refusal(String field, String expected, Object json) {
    return InvalidRequestException.of(field, expected, JsonText.of(json));
  }
}
