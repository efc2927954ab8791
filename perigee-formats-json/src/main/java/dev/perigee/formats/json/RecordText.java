package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The text of one record before it goes to a file, so that one that is refused leaves nothing
/// there. Not thread-safe.
final class RecordText implements TextOutput.Source {

  /// A buffer that one large record has blown up is not kept.
  private static final int KEPT_BYTES_MAX = 1 << 20;

  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Object id;

  /// Starts a record.
  void begin(Object id) {
    this.id = id;
    if (bytes.size() > KEPT_BYTES_MAX) {
      bytes = new ByteArrayOutputStream();
    }
    bytes.reset();
  }

  /// Adds text.
  ///
  /// @throws InvalidRequestException if it cannot be written, as half a character cannot
  void add(TextOutput.Source source) {
    try {
      source.writeTo(bytes);
    } catch (JacksonException e) {
      throw InvalidRequestException.of("record " + id, "text of JSON", JsonErrors.reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
  }

  /// A copy of it.
  byte[] toBytes() {
    return bytes.toByteArray();
  }

  @Override
  public void writeTo(OutputStream stream) throws IOException {
    bytes.writeTo(stream);
  }

  /// A record of the vectors that it has, in the order of the table.
  ///
  /// @throws InvalidRequestException if a component is not finite
  static WrittenRecord record(
      RecordTable table, Object id, Map<String, float[]> vectors, List<JsonEntry> entries) {
    Map<String, float[]> present = new LinkedHashMap<>();
    for (String name : table.vectors().keySet()) {
      float[] vector = vectors.get(name);
      if (vector != null) {
        requireFinite(id, name, vector);
        present.put(name, vector);
      }
    }
    return new WrittenRecord(id, present, entries);
  }

  /// Compares a vector with what text of numbers can say.
  ///
  /// @throws InvalidRequestException if a component is not finite
  static void requireFinite(Object id, String name, float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw InvalidRequestException.of(
            "record " + id + ": " + name + "[" + i + "]", "a finite number", vector[i]);
      }
    }
  }
}
