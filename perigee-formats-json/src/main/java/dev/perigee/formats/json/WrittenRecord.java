package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A record on its way into JSON: parts of which the shapes are put together.
///
/// @param id a Long or a String
/// @param vectors by name, in the order of the table, without those that the record lacks
/// @param entries its values
record WrittenRecord(Object id, Map<String, float[]> vectors, List<JsonEntry> entries) {

  /// The vectors as readers know them: the one called `vector` under that name, others by their
  /// names in an object.
  ///
  /// @param name of the object
  void writeVectors(JsonGenerator out, String name) throws IOException {
    float[] alone = vectors.get(SourceRecord.DEFAULT_VECTOR);
    if (alone != null && vectors.size() == 1) {
      out.writeFieldName(SourceRecord.DEFAULT_VECTOR);
      write(out, alone);
    } else if (!vectors.isEmpty()) {
      out.writeObjectFieldStart(name);
      writeVectorsByName(out);
      out.writeEndObject();
    }
  }

  /// The vectors as entries of the object that is being written.
  void writeVectorsByName(JsonGenerator out) throws IOException {
    for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
      out.writeFieldName(vector.getKey());
      write(out, vector.getValue());
    }
  }

  /// The only vector there may be.
  ///
  /// @throws InvalidRequestException if the record has none
  float[] required(String name) {
    float[] vector = vectors.get(name);
    if (vector == null) {
      throw InvalidRequestException.of("record " + id, "a vector " + name, "none");
    }
    return vector;
  }

  /// A vector: of each component the shortest text that reads back to it.
  static void write(JsonGenerator out, float[] vector) throws IOException {
    out.writeStartArray();
    for (float component : vector) {
      out.writeNumber(component);
    }
    out.writeEndArray();
  }

  /// An object of the values that are wanted; nothing where there are none.
  void writeObject(JsonGenerator out, String name, Predicate<JsonEntry> wanted) throws IOException {
    List<JsonEntry> chosen = entries.stream().filter(wanted).toList();
    if (chosen.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart(name);
    for (JsonEntry entry : chosen) {
      entry.write(out);
    }
    out.writeEndObject();
  }

  /// An id as it is.
  static void writeId(JsonGenerator out, Object id) throws IOException {
    if (id instanceof Long number) {
      out.writeNumber(number);
    } else {
      out.writeString((String) id);
    }
  }
}
