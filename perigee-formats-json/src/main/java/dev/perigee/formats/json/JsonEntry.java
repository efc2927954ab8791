package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/// A value of a record on its way into JSON.
///
/// @param name of the value
/// @param value a String, Long, Double, Boolean, `List` of String or [Parsed]
record JsonEntry(String name, Object value) {

  /// A value that was JSON already.
  ///
  /// @param json its text without blanks and line breaks between tokens
  /// @param begin its first token
  /// @param listOfTexts whether it is a list of nothing but texts
  record Parsed(String json, JsonToken begin, boolean listOfTexts) {}

  /// Whether it is a text.
  boolean isText() {
    return value instanceof String
        || (value instanceof Parsed parsed && parsed.begin() == JsonToken.VALUE_STRING);
  }

  /// Whether it is `null`, which only JSON can be.
  boolean isNull() {
    return value instanceof Parsed parsed && parsed.begin() == JsonToken.VALUE_NULL;
  }

  /// Whether it is an object, or a list of something else than texts.
  boolean isNested() {
    return value instanceof Parsed parsed
        && parsed.begin().isStructStart()
        && !parsed.listOfTexts();
  }

  /// Writes name and value.
  void write(JsonGenerator out) throws IOException {
    out.writeFieldName(name);
    writeValue(out);
  }

  /// Writes the value.
  void writeValue(JsonGenerator out) throws IOException {
    switch (value) {
      case String text -> out.writeString(text);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Boolean truth -> out.writeBoolean(truth);
      case Parsed parsed -> out.writeRawValue(parsed.json());
      case List<?> texts -> writeTexts(out, texts);
      default -> throw new AssertionError("the table was checked");
    }
  }

  private static void writeTexts(JsonGenerator out, List<?> texts) throws IOException {
    out.writeStartArray();
    for (Object text : texts) {
      out.writeString((String) text);
    }
    out.writeEndArray();
  }
}
