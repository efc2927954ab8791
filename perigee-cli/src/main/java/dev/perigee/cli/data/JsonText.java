package dev.perigee.cli.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import dev.perigee.error.InvalidRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// JSON between text and maps, lists and plain values.
final class JsonText {

  private static final int SHOWN_CHARACTERS_MAX = 60;

  private JsonText() {}

  /// The one value that a text holds.
  ///
  /// @param label what the text is, for the error
  /// @throws InvalidRequestException if it holds something else; with the column
  static Object parse(String label, String text) {
    try (JsonParser parser = JSON.std.createParser(text)) {
      if (parser.nextToken() == null) {
        throw InvalidRequestException.of(label, "JSON", "nothing");
      }
      Object value = JSON.std.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw InvalidRequestException.of(
            label,
            "one JSON value",
            "more at column " + parser.currentTokenLocation().getColumnNr());
      }
      return value;
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      throw new InvalidRequestException(
          label + ": expected JSON" + at + " (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string does not fail to be read
    }
  }

  /// The object that a text holds.
  ///
  /// @throws InvalidRequestException if it holds something else
  static Map<?, ?> parseObject(String label, String text) {
    Object value = parse(label, text);
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw InvalidRequestException.of(label, "a JSON object", of(value));
  }

  /// A value as JSON, whole.
  static String write(Object value) {
    try {
      return JSON.std.asString(value);
    } catch (JSONObjectException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A value as JSON for an error, cut where it is long.
  static String of(Object value) {
    String text = write(value);
    return text.length() <= SHOWN_CHARACTERS_MAX
        ? text
        : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
  }
}
