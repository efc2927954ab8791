package dev.perigee.formats.record;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decides what is the id of a record, what are its vectors, and what is payload.
///
/// | column | becomes |
/// |---|---|
/// | the first of `id`, `_id`, `key`, `pk`, `uuid` | id |
/// | the first of the names below that is a vector | the default vector |
/// | a map of vectors under such a name | vectors by its keys |
/// | `sparse*`, or a map of `indices` and `values`; lists of vectors | passed over, with a note |
/// | entries of `payload`, `metadata`, `properties`, `_source` | payload; under `metadata.x` where `x` is taken |
/// | anything else | payload |
///
/// Vectors are looked for under `vector`, `vectors`, `embedding`, `emb`, `embeddings`, `openai`,
/// `values`, `dense`, `dense_vector`, `*_vector`, `*_embedding` and `*_emb`, in this order.
///
/// A vector is a list of numbers, bytes of single precision (little-endian), the same in base64,
/// text like `[0.1, 0.2]`, or a map of `x_0`, `x_1` and so on. A caller may name the columns of the
/// id and of vectors instead. Not thread-safe.
public final class RecordAssembler {

  private final RecordOptions options;
  private final RecordNotes notes;

  /// @param notes is told what is passed over
  public RecordAssembler(RecordOptions options, RecordNotes notes) {
    this.options = options;
    this.notes = notes;
  }

  /// A record of the columns of a row.
  ///
  /// @param columns by name: null, String, Long, BigInteger, Double, Boolean, byte[], float[],
  ///   [NumberList], List, Map
  /// @throws BadRowException if an id or a vector that the options name is none
  public RecordDraft assemble(Map<String, Object> columns) throws BadRowException {
    Map<String, Object> rest = new LinkedHashMap<>(columns);
    Object id = takeId(rest);
    Map<String, float[]> vectors = new LinkedHashMap<>();
    if (options.vectorColumns().isEmpty()) {
      takeUsualVectors(rest, vectors);
    } else {
      takeNamedVectors(rest, vectors);
    }
    return new RecordDraft(id, vectors, payload(rest));
  }

  private Object takeId(Map<String, Object> rest) throws BadRowException {
    String column = options.idColumn();
    if (column == null) {
      column = RecordConventions.IDS.stream().filter(rest::containsKey).findFirst().orElse(null);
    }
    if (column == null) {
      return null;
    }
    Object value = rest.remove(column);
    return switch (value) {
      case null -> null;
      case Long number -> number;
      case String text -> text;
      case BigInteger number -> number.toString();
      case Double number when NumberList.keeps(number.longValue()) && number % 1 == 0 ->
          number.longValue();
      default -> throw BadRowException.of(column, "a whole number or text", described(value));
    };
  }

  private void takeNamedVectors(Map<String, Object> rest, Map<String, float[]> vectors)
      throws BadRowException {
    boolean alone = options.vectorColumns().size() == 1;
    for (String column : options.vectorColumns()) {
      Object value = rest.remove(column);
      float[] vector = VectorValues.of(value);
      if (vector != null) {
        vectors.put(alone ? SourceRecord.DEFAULT_VECTOR : column, vector);
      } else if (value != null && !takeMap(column, value, vectors)) {
        throw BadRowException.of(column, "a vector", described(value));
      }
    }
  }

  private void takeUsualVectors(Map<String, Object> rest, Map<String, float[]> vectors)
      throws BadRowException {
    rest.keySet().removeIf(this::isSparse);
    List<String> candidates =
        rest.keySet().stream()
            .filter(column -> RecordConventions.isVector(column, options))
            .sorted(Comparator.comparingInt(RecordConventions::rank))
            .toList();
    for (String column : candidates) {
      takeCandidate(column, rest, vectors);
    }
  }

  private void takeCandidate(String column, Map<String, Object> rest, Map<String, float[]> vectors)
      throws BadRowException {
    Object value = rest.get(column);
    boolean taken =
        (isEmpty(value) && RecordConventions.VECTORS.contains(column))
            || takeMap(column, value, vectors)
            || takeList(column, value);
    if (!taken && !vectors.containsKey(SourceRecord.DEFAULT_VECTOR)) {
      float[] vector = VectorValues.of(value);
      if (vector != null) {
        vectors.put(SourceRecord.DEFAULT_VECTOR, vector);
        taken = true;
      } else if (value instanceof List<?> list && !list.isEmpty() && isNumber(list.getFirst())) {
        throw BadRowException.of(column, "numbers", "a list of numbers and other things");
      }
    }
    if (taken) {
      rest.remove(column);
    }
  }

  /// Nothing, or no vector by name, as Qdrant writes for a point that has none.
  private static boolean isEmpty(Object value) {
    return value == null || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private boolean isSparse(String column) {
    boolean sparse = RecordConventions.isSparse(column);
    if (sparse) {
      notes.add(column + ": sparse vectors were passed over");
    }
    return sparse;
  }

  /// Takes a map of vectors by name.
  ///
  /// @return false if it is something else
  private boolean takeMap(String column, Object value, Map<String, float[]> vectors)
      throws BadRowException {
    if (!(value instanceof Map<?, ?> map)) {
      return false;
    }
    if (isSparseMap(map)) {
      notes.add(column + ": sparse vectors were passed over");
      return true;
    }
    if (map.isEmpty() || map.values().stream().anyMatch(entry -> !isVectorEntry(entry))) {
      return false;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      takeEntry(column + "." + entry.getKey(), entry, vectors);
    }
    return true;
  }

  private void takeEntry(String field, Map.Entry<?, ?> entry, Map<String, float[]> vectors)
      throws BadRowException {
    Object value = entry.getValue();
    if (value instanceof Map<?, ?>) {
      notes.add(field + ": sparse vectors were passed over");
    } else if (!takeList(field, value)) {
      float[] vector = VectorValues.of(value);
      if (vector == null) {
        throw BadRowException.of(field, "a vector", described(value));
      }
      String name = String.valueOf(entry.getKey());
      // Qdrant calls the vector without a name by the empty name.
      vectors.put(name.isEmpty() ? SourceRecord.DEFAULT_VECTOR : name, vector);
    }
  }

  private boolean takeList(String field, Object value) {
    boolean ofVectors =
        value instanceof List<?> list && !list.isEmpty() && isVectorList(list.getFirst());
    if (ofVectors) {
      notes.add(field + ": lists of vectors were passed over");
    }
    return ofVectors;
  }

  private static boolean isVectorEntry(Object value) {
    return isVectorList(value) || (value instanceof Map<?, ?> map && isSparseMap(map));
  }

  private static boolean isVectorList(Object value) {
    return value instanceof NumberList || value instanceof List<?> || value instanceof float[];
  }

  private static boolean isSparseMap(Map<?, ?> map) {
    return map.containsKey("indices") && map.containsKey("values");
  }

  private static boolean isNumber(Object value) {
    return value instanceof Number;
  }

  private static Map<String, Object> payload(Map<String, Object> rest) {
    Map<String, Object> payload = new LinkedHashMap<>();
    for (Map.Entry<String, Object> column : rest.entrySet()) {
      String name = column.getKey();
      boolean isContainer = RecordConventions.CONTAINERS.contains(name);
      if (isContainer && column.getValue() instanceof Map<?, ?> map) {
        map.forEach((key, value) -> put(payload, name, String.valueOf(key), PlainValues.of(value)));
      } else if (column.getValue() != null
          || (!isContainer && !RecordConventions.NOISE.contains(name))) {
        put(payload, "", name, PlainValues.of(column.getValue()));
      }
    }
    return payload;
  }

  private static void put(Map<String, Object> payload, String prefix, String key, Object value) {
    payload.put(payload.containsKey(key) ? prefix + "." + key : key, value);
  }

  private static String described(Object value) {
    return value instanceof String text
        ? "\"" + text + "\""
        : value == null ? "null" : value.getClass().getSimpleName();
  }
}
