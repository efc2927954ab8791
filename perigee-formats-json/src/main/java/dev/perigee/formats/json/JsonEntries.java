package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordNotes;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The values of a record, those of [RecordTable#PAYLOAD] among them.
///
/// An entry of the payload that is called like a value of the table gets `payload.` before its
/// name, as readers call it. What is said to be JSON and is none is a text, which is a loss. Null
/// is left out. Not thread-safe.
final class JsonEntries {

  /// What a record may be nested, less what the shapes of exports put around a value.
  private static final int DEPTH_MAX = RecordOptions.DEPTH_MAX - 8;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final RecordTable table;
  private final RecordNotes losses;

  /// @param losses is told of what is not kept
  JsonEntries(RecordTable table, RecordNotes losses) {
    this.table = table;
    this.losses = losses;
  }

  /// The values of a record that was compared with the table.
  ///
  /// @throws InvalidRequestException if a number is not finite, which JSON cannot say
  List<JsonEntry> of(Object id, Map<String, ?> values) {
    List<JsonEntry> entries = new ArrayList<>();
    table
        .values()
        .forEach((name, kind) -> {
          Object value = values.get(name);
          if (value instanceof Double number && !Double.isFinite(number)) {
            throw InvalidRequestException.of(
                "record " + id + ": " + name, "a finite number", number);
          }
          if (value != null && kind == Kind.JSON) {
            addJson(entries, name, (String) value);
          } else if (value != null) {
            entries.add(new JsonEntry(name, value));
          }
        });
    return entries;
  }

  private void addJson(List<JsonEntry> entries, String name, String text) {
    List<JsonEntry> parsed = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (name.equals(RecordTable.PAYLOAD) && first == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String key = parser.currentName();
          parser.nextToken();
          String free = table.values().containsKey(key) ? name + "." + key : key;
          parsed.add(new JsonEntry(free, value(parser)));
        }
      } else {
        parsed.add(new JsonEntry(name, first == null ? text : value(parser)));
      }
      if (first == null || parser.nextToken() != null) {
        addText(entries, name, text);
      } else {
        entries.addAll(parsed);
      }
    } catch (JacksonException e) {
      addText(entries, name, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text does not fail to be read
    }
  }

  private void addText(List<JsonEntry> entries, String name, String text) {
    losses.add(
        "%s: what is no JSON, or nested deeper than %d, was written as text"
            .formatted(name, DEPTH_MAX));
    entries.add(new JsonEntry(name, text));
  }

  /// The value where the parser stands; it stands at its last token then.
  private static JsonEntry.Parsed value(JsonParser parser) throws IOException {
    JsonToken begin = parser.currentToken();
    if (begin == null) {
      throw new IOException("a value is missing");
    }
    StringWriter json = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(json)) {
      out.copyCurrentStructureExact(parser);
    }
    String text = json.toString();
    return new JsonEntry.Parsed(text, begin, begin == JsonToken.START_ARRAY && isTexts(text));
  }

  private static boolean isTexts(String list) throws IOException {
    try (JsonParser parser = FACTORY.createParser(list)) {
      parser.nextToken();
      JsonToken token = parser.nextToken();
      while (token == JsonToken.VALUE_STRING) {
        token = parser.nextToken();
      }
      return token == JsonToken.END_ARRAY;
    }
  }
}
