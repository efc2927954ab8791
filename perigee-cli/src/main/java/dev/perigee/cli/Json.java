package dev.perigee.cli;

import java.util.Map;

/// Writes one JSON object a line.
///
/// By hand, because a library that maps any class to JSON takes longer to load than a search takes.
public final class Json {

  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /// The object as one line, keys in the order of the map.
  ///
  /// @param object values are maps, iterables, strings, numbers, booleans and null; anything else,
  ///   and a number that is none in JSON (NaN, infinity), becomes the string it calls itself
  public static String line(Map<String, ?> object) {
    StringBuilder line = new StringBuilder(256);
    append(line, object);
    return line.toString();
  }

  /// Any value as one line; see [#line].
  public static String text(Object value) {
    StringBuilder line = new StringBuilder(64);
    append(line, value);
    return line.toString();
  }

  private static void append(StringBuilder line, Object value) {
    // not a switch over types: linking its first use costs what the rest of the line does
    if (value instanceof Map<?, ?> map) {
      appendObject(line, map);
    } else if (value instanceof Iterable<?> values) {
      appendArray(line, values);
    } else if (value == null || value instanceof Boolean || isNumber(value)) {
      line.append(value);
    } else {
      appendString(line, value.toString());
    }
  }

  private static boolean isNumber(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private static void appendObject(StringBuilder line, Map<?, ?> map) {
    char before = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      line.append(before);
      appendString(line, entry.getKey().toString());
      line.append(':');
      append(line, entry.getValue());
      before = ',';
    }
    line.append(before == '{' ? "{}" : "}");
  }

  private static void appendArray(StringBuilder line, Iterable<?> values) {
    char before = '[';
    for (Object value : values) {
      line.append(before);
      append(line, value);
      before = ',';
    }
    line.append(before == '[' ? "[]" : "]");
  }

  private static void appendString(StringBuilder line, String text) {
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> line.append('\\').append(c);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ') {
            line.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }

  /// A number with so many decimals, to be written as a number.
  ///
  /// @param decimals 0 to 9
  public static Number rounded(double value, int decimals) {
    if (decimals == 0) {
      return Math.round(value);
    }
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }
}
