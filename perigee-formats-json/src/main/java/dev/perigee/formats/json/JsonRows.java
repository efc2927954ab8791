package dev.perigee.formats.json;

import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.NumberList;
import dev.perigee.formats.record.RecordAssembler;
import dev.perigee.formats.record.RecordDraft;
import dev.perigee.formats.record.SourceRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes a record of one value of JSON.
///
/// @param assembler decides what its keys mean
record JsonRows(RecordAssembler assembler) {

  /// A record of an object, or of a list of numbers, which is a vector alone.
  ///
  /// @param key the id of an object that does not state one; null for none
  /// @throws BadRowException if it is anything else
  RecordDraft draft(Object value, String key) throws BadRowException {
    return switch (value) {
      case NumberList numbers ->
          new RecordDraft(
              key, named(SourceRecord.DEFAULT_VECTOR, numbers.toFloats()), new LinkedHashMap<>());
      case Map<?, ?> map -> assembler.assemble(columns(map, key));
      case null, default ->
          throw BadRowException.of("record", "an object or a list of numbers", described(value));
    };
  }

  private static Map<String, float[]> named(String name, float[] vector) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    vectors.put(name, vector);
    return vectors;
  }

  /// The columns of a record; those of a hit of Elasticsearch are in its source.
  private static Map<String, Object> columns(Map<?, ?> map, String key) {
    Map<String, Object> columns = new LinkedHashMap<>();
    if (key != null) {
      columns.put("id", key);
    }
    if (map.get("_source") instanceof Map<?, ?> source) {
      if (map.containsKey("_id")) {
        columns.put("_id", map.get("_id"));
      }
      source.forEach((name, entry) -> columns.put(String.valueOf(name), entry));
    } else {
      map.forEach((name, entry) -> columns.put(String.valueOf(name), entry));
    }
    return columns;
  }

  private static String described(Object value) {
    return value == null ? "null" : value.getClass().getSimpleName();
  }
}
