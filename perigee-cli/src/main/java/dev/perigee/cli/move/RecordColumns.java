package dev.perigee.cli.move;

import dev.perigee.cli.Json;
import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.SourceRecord;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The columns of records, found out by looking at all of them once: the union of their keys, with
/// kinds that hold every value.
///
/// | values of a key | column |
/// |---|---|
/// | whole numbers | WHOLE |
/// | numbers, or these and whole numbers up to 2^53 | NUMBER |
/// | texts, truths, lists of texts | TEXT, TRUTH, TEXTS |
/// | none but nulls | TEXT |
/// | maps, other lists, several of these kinds | JSON |
///
/// Bytes are texts in base64. A key that is called like the id or a vector becomes `payload.KEY`.
/// Memory: a few words for each key, at most 10,000 keys.
final class RecordColumns {

  private static final int KEYS_MAX = 10_000;
  private static final long EXACT_MAX = 1L << 53;

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Map<String, Boolean> beyondDoubles = new LinkedHashMap<>();
  private final Map<String, Integer> vectors = new LinkedHashMap<>();
  private boolean textIds;
  private boolean hasIds;

  /// Looks at a record.
  ///
  /// @throws LimitExceededException above 10,000 keys
  void add(SourceRecord record) {
    textIds |= record.id() instanceof String;
    hasIds |= record.id() != null;
    record.vectors().forEach((name, vector) -> vectors.putIfAbsent(name, vector.length));
    record.payload().forEach(this::add);
    if (kinds.size() + vectors.size() > KEYS_MAX) {
      throw new LimitExceededException(
          "SOURCE: expected at most " + KEYS_MAX + " different keys, got more");
    }
  }

  private void add(String key, Object value) {
    Kind kind = kind(value);
    Kind before = kinds.get(key);
    if (value instanceof Long number && Math.abs(number) > EXACT_MAX) {
      beyondDoubles.put(key, true);
    }
    if (before == null || kind == null) {
      kinds.put(key, kind == null ? before : kind);
    } else if (before != kind) {
      boolean numbers =
          (before == Kind.WHOLE || before == Kind.NUMBER)
              && (kind == Kind.WHOLE || kind == Kind.NUMBER);
      kinds.put(key, numbers ? Kind.NUMBER : Kind.JSON);
    }
  }

  private static Kind kind(Object value) {
    return switch (value) {
      case null -> null;
      case String _, byte[] _ -> Kind.TEXT;
      case Long _ -> Kind.WHOLE;
      case Double _ -> Kind.NUMBER;
      case Boolean _ -> Kind.TRUTH;
      case List<?> list when list.stream().allMatch(String.class::isInstance) -> Kind.TEXTS;
      default -> Kind.JSON;
    };
  }

  /// The columns that hold all records.
  RecordTable table() {
    Map<String, Kind> columns = new LinkedHashMap<>();
    kinds.forEach((key, _) -> columns.put(column(key), kindOf(key)));
    return new RecordTable(textIds, vectors, columns);
  }

  /// Whether some record has an id of its own.
  boolean hasIds() {
    return hasIds;
  }

  private Kind kindOf(String key) {
    Kind kind = kinds.get(key) == null ? Kind.TEXT : kinds.get(key);
    return kind == Kind.NUMBER && beyondDoubles.containsKey(key) ? Kind.JSON : kind;
  }

  private String column(String key) {
    boolean taken = key.equals(RecordTable.ID) || vectors.containsKey(key);
    return taken ? "payload." + key : key;
  }

  /// The id of a record as the table has it; the row where there is none.
  Object id(SourceRecord record) {
    Object id = record.id() == null ? Long.valueOf(record.position().row()) : record.id();
    return textIds ? id.toString() : id;
  }

  /// The values of a record as the table has them.
  Map<String, Object> values(SourceRecord record) {
    Map<String, Object> values = new LinkedHashMap<>();
    record
        .payload()
        .forEach((key, value) -> {
          Object stored = value instanceof byte[] bytes ? base64(bytes) : value;
          values.put(column(key), stored == null ? null : as(kindOf(key), stored));
        });
    return values;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Object as(Kind kind, Object value) {
    return switch (kind) {
      case JSON -> Json.text(value);
      case NUMBER -> value instanceof Long number ? Double.valueOf(number) : value;
      case TEXT, WHOLE, TRUTH, TEXTS -> value;
    };
  }
}
