package dev.perigee.db.document;

import dev.perigee.error.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The types of the fields of a document.
public enum FieldType {
  /// A 64-bit integer, as Long; any other integral number is widened.
  INTEGER,
  /// A double; any other number is widened. Finite.
  FLOAT,
  /// A Boolean.
  BOOLEAN,
  /// A word that is compared as a whole.
  KEYWORD,
  /// A list of words; a condition on it holds if it holds for one of them.
  KEYWORD_LIST,
  /// Text to be read by people.
  TEXT,
  /// A point in time as Instant, kept to the microsecond.
  TIMESTAMP,
  /// A java.util.UUID.
  UUID,
  /// A point on earth as [GeoPoint].
  GEO_POINT,
  /// Bytes, which are not looked into.
  BYTES,
  /// JSON as text, which is not looked into.
  JSON;

  /// The value in the one form in which it is kept.
  ///
  /// @param field for the error
  /// @throws InvalidRequestException if the value is none of this type
  public Object normalised(String field, Object value) {
    Object normalised =
        switch (this) {
          case INTEGER -> integer(value);
          case FLOAT -> floating(value);
          case BOOLEAN -> value instanceof Boolean ? value : null;
          case KEYWORD, TEXT, JSON -> value instanceof String ? value : null;
          case KEYWORD_LIST -> words(value);
          case TIMESTAMP -> value instanceof Instant instant ? toMicros(field, instant) : null;
          case UUID -> value instanceof UUID ? value : null;
          case GEO_POINT -> value instanceof GeoPoint ? value : null;
          case BYTES -> value instanceof byte[] bytes ? bytes.clone() : null;
        };
    if (normalised == null) {
      throw InvalidRequestException.of(field, "a value of type " + this, described(value));
    }
    return normalised;
  }

  /// Microseconds since 1970 of an instant, rounded down.
  ///
  /// @throws InvalidRequestException if it is too far from now to be kept
  public static long micros(String field, Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    } catch (ArithmeticException e) {
      throw InvalidRequestException.of(field, "an instant within 290,000 years of 1970", instant);
    }
  }

  /// The instant that many microseconds after 1970.
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  private static Instant toMicros(String field, Instant instant) {
    try {
      return instant(micros(field, instant));
    } catch (DateTimeException e) {
      throw InvalidRequestException.of(field, "an instant", instant);
    }
  }

  private static Object integer(Object value) {
    return value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte
        ? ((Number) value).longValue()
        : null;
  }

  private static Object floating(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.doubleValue()
        : null;
  }

  private static Object words(Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    List<String> words = new ArrayList<>(list.size());
    for (Object word : list) {
      if (!(word instanceof String string)) {
        return null;
      }
      words.add(string);
    }
    return List.copyOf(words);
  }

  private static String described(Object value) {
    if (value == null) {
      return "null";
    }
    String text = value instanceof byte[] ? "" : " " + value;
    return value.getClass().getSimpleName() + (text.length() > 80 ? text.substring(0, 80) : text);
  }
}
