package dev.perigee.formats.record;

import java.util.Map;

/// One record of a data set.
///
/// @param position where it lies
/// @param id a Long or a String; null where the record has none. A whole number that does not fit a
///   Long is a String of its digits
/// @param vectors the vectors by name, finite components; the only or unnamed one is called
///   [#DEFAULT_VECTOR]
/// @param payload everything else, in the order of the file: String, Long, Double, Boolean, `List`,
///   `Map` or null; `byte[]` where the file has bytes that are no text. A Double may be NaN or
///   infinite, as Python writes them; a whole number that does not fit a Long is a Double
public record SourceRecord(
    RecordPosition position, Object id, Map<String, float[]> vectors, Map<String, Object> payload) {

  /// Name of the vector of a record that has one, or of the one without a name.
  public static final String DEFAULT_VECTOR = "vector";

  /// The vector called [#DEFAULT_VECTOR]; null where there is none.
  public float[] vector() {
    return vectors.get(DEFAULT_VECTOR);
  }
}
