package dev.perigee.cli.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Points in time as people write them: ISO-8601, with a zone, or a day for its first moment in
/// UTC.
final class Instants implements ITypeConverter<Instant> {

  static final String EXPECTED = "a time such as 2026-01-31T12:00:00Z or 2026-01-31";

  private static final int DAY_LENGTH = "2026-01-31".length();

  /// The instant that a text names; null if it names none.
  static Instant parse(String text) {
    try {
      return text.length() <= DAY_LENGTH
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Override
  public Instant convert(String text) {
    Instant instant = parse(text);
    if (instant == null) {
      throw new TypeConversionException("expected " + EXPECTED + ", got " + text);
    }
    return instant;
  }
}
