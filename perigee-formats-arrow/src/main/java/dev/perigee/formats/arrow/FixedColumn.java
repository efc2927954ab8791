package dev.perigee.formats.arrow;

import dev.perigee.formats.file.LittleEndian;
import dev.perigee.formats.record.BadRowException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Values of a fixed number of bytes that are no plain numbers.
///
/// | type | becomes |
/// |---|---|
/// | date | `2026-11-30` |
/// | time | `18:58:21.5` |
/// | timestamp with a zone | `2026-11-30T18:58:21Z`, whatever the zone |
/// | timestamp without | `2026-11-30T18:58:21` |
/// | duration | `PT1H0.5S` |
/// | interval | `P1Y2M3DT4S` |
/// | decimal | `12.50` |
/// | bytes | `byte[]`; text where the extension is `arrow.uuid` |
///
/// A point in time that Java cannot say makes a bad row.
final class FixedColumn extends Column {

  private static final long DAY_MILLIS = 86_400_000;

  private final MemorySegment values;
  private final ArrowType.Fixed type;
  private final boolean isUuid;

  FixedColumn(Base base, MemorySegment values, ArrowType.Fixed type, boolean isUuid) {
    super(base);
    this.values = base.require(values, base.length(), (long) type.bytes() * Byte.SIZE, "values");
    this.type = type;
    this.isUuid = isUuid && type.bytes() == 2 * Long.BYTES;
  }

  @Override
  Object present(long row) throws BadRowException {
    base().memory().charge(type.bytes(), 2);
    try {
      return switch (type) {
        case ArrowType.FixedBytes bytes -> isUuid ? uuid(row) : bytes(row, bytes.bytes());
        case ArrowType.Decimal decimal -> decimal(row, decimal);
        case ArrowType.Interval interval -> interval(row, interval.bytes());
        case ArrowType.Day day -> day(number(row), day.bytes() == Integer.BYTES);
        case ArrowType.Clock clock -> clock(number(row), clock.unit());
        case ArrowType.Moment moment -> moment(number(row), moment);
        case ArrowType.Span span -> Duration.of(number(row), span.unit()).toString();
        case ArrowType.Whole _ -> number(row);
        case ArrowType.Real real -> BufferValues.real(values, row, real.bytes());
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw BadRowException.of(base().name(), "a date or time that can be said", number(row));
    }
  }

  private long number(long row) {
    return BufferValues.number(values, row, Math.min(type.bytes(), Long.BYTES));
  }

  private byte[] bytes(long row, int bytes) {
    return BufferValues.bytes(values, row * bytes, bytes);
  }

  private String uuid(long row) {
    // The one type that is stored the other way round.
    long at = row * type.bytes();
    return new UUID(
            Long.reverseBytes(values.get(LittleEndian.LONG, at)),
            Long.reverseBytes(values.get(LittleEndian.LONG, at + Long.BYTES)))
        .toString();
  }

  private String decimal(long row, ArrowType.Decimal decimal) {
    byte[] bytes = bytes(row, decimal.bytes());
    for (int low = 0, high = bytes.length - 1; low < high; low++, high--) {
      byte swapped = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = swapped;
    }
    return new BigDecimal(new BigInteger(bytes), decimal.scale()).toPlainString();
  }

  private static String day(long value, boolean isDays) {
    return LocalDate.ofEpochDay(isDays ? value : Math.floorDiv(value, DAY_MILLIS)).toString();
  }

  private static String clock(long value, ChronoUnit unit) {
    return LocalTime.ofNanoOfDay(Math.multiplyExact(value, unit.getDuration().toNanos()))
        .toString();
  }

  private static String moment(long value, ArrowType.Moment moment) {
    Instant instant = Instant.EPOCH.plus(value, moment.unit());
    return moment.isInstant()
        ? instant.toString()
        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  private String interval(long row, int bytes) {
    long at = row * bytes;
    return switch (bytes) {
      case 4 -> interval(values.get(LittleEndian.INT, at), 0, Duration.ZERO);
      case 8 ->
          interval(
              0,
              values.get(LittleEndian.INT, at),
              Duration.ofMillis(values.get(LittleEndian.INT, at + Integer.BYTES)));
      default ->
          interval(
              values.get(LittleEndian.INT, at),
              values.get(LittleEndian.INT, at + Integer.BYTES),
              Duration.ofNanos(values.get(LittleEndian.LONG, at + Long.BYTES)));
    };
  }

  private static String interval(int months, int days, Duration time) {
    String date = Period.ofMonths(months).plusDays(days).normalized().toString();
    return time.isZero() ? date : date + time.toString().substring(1);
  }
}
