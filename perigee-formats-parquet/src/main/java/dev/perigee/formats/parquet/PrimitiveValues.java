package dev.perigee.formats.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/// Values of a column as plain ones: whole numbers as Long (BigInteger above 2^63), floats as
/// Double, text as String; dates, times and decimals as text; bytes as they are, unless nothing
/// says that they are no text and they are.
final class PrimitiveValues extends PrimitiveConverter {

  private static final int JULIAN_DAY_OF_1970 = 2_440_588;

  private final Sink sink;
  private final RecordMemory memory;
  private final LogicalTypeAnnotation annotation;
  private final boolean isFixed;
  private final boolean isInt96;
  private final boolean isVector;

  /// @param isVector whether bytes are a vector by the name of the column
  PrimitiveValues(PrimitiveType type, boolean isVector, Sink sink, RecordMemory memory) {
    this.sink = sink;
    this.memory = memory;
    this.annotation = type.getLogicalTypeAnnotation();
    this.isFixed = type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    this.isInt96 = type.getPrimitiveTypeName() == PrimitiveTypeName.INT96;
    this.isVector = isVector;
  }

  private void accept(Object value, long bytes) {
    memory.charge(RecordMemory.VALUE_BYTES + bytes);
    sink.accept(value);
  }

  @Override
  public void addBoolean(boolean value) {
    accept(value, 0);
  }

  @Override
  public void addFloat(float value) {
    accept((double) value, 0);
  }

  @Override
  public void addDouble(double value) {
    accept(value, 0);
  }

  @Override
  public void addInt(int value) {
    accept(
        switch (annotation) {
          case DateLogicalTypeAnnotation _ -> LocalDate.ofEpochDay(value).toString();
          case DecimalLogicalTypeAnnotation decimal ->
              BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
          case IntLogicalTypeAnnotation type when !type.isSigned() -> value & 0xffffffffL;
          case null, default -> (long) value;
        },
        0);
  }

  @Override
  public void addLong(long value) {
    accept(
        switch (annotation) {
          case TimestampLogicalTypeAnnotation timestamp -> timestamp(value, timestamp);
          case DecimalLogicalTypeAnnotation decimal ->
              BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
          case IntLogicalTypeAnnotation type when !type.isSigned() && value < 0 ->
              new BigInteger(Long.toUnsignedString(value));
          case null, default -> value;
        },
        0);
  }

  @Override
  public void addBinary(Binary value) {
    accept(
        switch (annotation) {
          case Float16LogicalTypeAnnotation _ -> half(value);
          case UUIDLogicalTypeAnnotation _ -> uuid(value);
          case DecimalLogicalTypeAnnotation decimal ->
              new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()).toString();
          case null -> bytes(value);
          default -> value.toStringUsingUTF8();
        },
        2L * value.length());
  }

  private Object bytes(Binary value) {
    if (isInt96) {
      return int96(value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    }
    if (isFixed || isVector) {
      return value.getBytes();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(value.toByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      return value.getBytes();
    }
  }

  /// A half from two bytes, little-endian.
  static double half(Binary value) {
    ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return Float.float16ToFloat(bytes.getShort(bytes.position()));
  }

  private static String uuid(Binary value) {
    ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.BIG_ENDIAN);
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  private static String timestamp(long value, TimestampLogicalTypeAnnotation type) {
    ChronoUnit unit =
        switch (type.getUnit()) {
          case MILLIS -> ChronoUnit.MILLIS;
          case MICROS -> ChronoUnit.MICROS;
          case NANOS -> ChronoUnit.NANOS;
        };
    Instant instant = Instant.EPOCH.plus(value, unit);
    return type.isAdjustedToUTC()
        ? instant.toString()
        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  /// The timestamp of old Spark and Hive: nanoseconds of a day, then the day.
  private static String int96(ByteBuffer bytes) {
    long nanos = bytes.getLong();
    long day = bytes.getInt() - (long) JULIAN_DAY_OF_1970;
    return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos).toString();
  }
}
