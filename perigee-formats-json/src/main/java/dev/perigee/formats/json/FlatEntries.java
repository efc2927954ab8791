package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perigee.formats.record.RecordNotes;
import java.io.IOException;
import java.util.List;

/// Writes values as metadata that must not be nested: texts, numbers, truths and lists of texts.
///
/// Any other value becomes the text of its JSON, and null is left out; both are losses.
///
/// @param losses is told of them
record FlatEntries(RecordNotes losses) {

  /// Writes an object of the values; of those that are null nothing.
  void writeObject(JsonGenerator out, List<JsonEntry> entries) throws IOException {
    out.writeStartObject();
    for (JsonEntry entry : entries) {
      if (entry.isNull()) {
        losses.add(entry.name() + ": null was left out");
      } else if (entry.isNested()) {
        losses.add(entry.name() + ": what is nested was written as the text of its JSON");
        out.writeStringField(entry.name(), ((JsonEntry.Parsed) entry.value()).json());
      } else {
        entry.write(out);
      }
    }
    out.writeEndObject();
  }
}
