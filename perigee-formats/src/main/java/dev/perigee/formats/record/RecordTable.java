package dev.perigee.formats.record;

import dev.perigee.error.InvalidRequestException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What records are written: an id, vectors by name, and values by name.
///
/// A value of JSON called [#PAYLOAD] is what has no column of its own: where a format has a place
/// for keys that are not known in advance, its entries are written there, as if each were a value.
///
/// @param textIds whether ids are texts; else they are whole numbers
/// @param vectors their dimensions by name, in the order in which they are written
/// @param values what the values hold, by name, in the order in which they are written
public record RecordTable(boolean textIds, Map<String, Integer> vectors, Map<String, Kind> values) {

  /// Name of the id.
  public static final String ID = "id";

  /// Name of the value whose entries are values too.
  public static final String PAYLOAD = "payload";

  /// What a value holds; any may be null.
  public enum Kind {
    /// String.
    TEXT,
    /// A document of JSON as a String; it is nested where the format can do that.
    JSON,
    /// Long.
    WHOLE,
    /// Double.
    NUMBER,
    /// Boolean.
    TRUTH,
    /// `List` of String.
    TEXTS
  }

  /// @throws InvalidRequestException if a name comes twice
  public RecordTable {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    Set<String> names = new LinkedHashSet<>(vectors.keySet());
    names.addAll(values.keySet());
    names.add(ID);
    if (names.size() != vectors.size() + values.size() + 1) {
      throw InvalidRequestException.of("columns", "different names, none of them id", names);
    }
  }

  /// Compares a record with the table.
  ///
  /// @throws InvalidRequestException if something is not as the table says; names it
  public void check(Object id, Map<String, float[]> vectors, Map<String, ?> values) {
    if (textIds ? !(id instanceof String) : !(id instanceof Long)) {
      throw InvalidRequestException.of(ID, textIds ? "text" : "a whole number", id);
    }
    this.vectors.forEach((name, dimension) -> check(name, dimension, vectors.get(name)));
    this.values.forEach((name, kind) -> check(name, kind, values.get(name)));
  }

  private static void check(String name, int dimension, float[] vector) {
    if (vector != null && vector.length != dimension) {
      throw InvalidRequestException.of(name, dimension + " components", vector.length);
    }
  }

  private static void check(String name, Kind kind, Object value) {
    boolean fits =
        switch (kind) {
          case TEXT, JSON -> value instanceof String;
          case WHOLE -> value instanceof Long;
          case NUMBER -> value instanceof Double;
          case TRUTH -> value instanceof Boolean;
          case TEXTS ->
              value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        };
    if (value != null && !fits) {
      throw InvalidRequestException.of(name, kind.toString(), value.getClass().getSimpleName());
    }
  }
}
