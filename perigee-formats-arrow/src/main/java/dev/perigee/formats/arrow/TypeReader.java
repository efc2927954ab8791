package dev.perigee.formats.arrow;

import com.google.flatbuffers.Table;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.IntervalUnit;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;

/// Makes types of ours of those of a schema.
///
/// @param file for errors
/// @param offset where the schema lies
record TypeReader(ArrowFile file, long offset) {

  /// Larger ones would be text of megabytes.
  private static final int SCALE_MAX = 1000;

  /// The type of a field whose children have been read.
  ///
  /// @throws CorruptionException if it cannot be
  /// @throws InvalidRequestException if it is not known here
  ArrowType type(Field field, List<ArrowField> children) {
    byte type = field.typeType();
    return switch (type) {
      case Type.Null -> new ArrowType.Nothing();
      case Type.Bool -> new ArrowType.Truth();
      case Type.Utf8 -> new ArrowType.Variable(true, Integer.BYTES);
      case Type.LargeUtf8 -> new ArrowType.Variable(true, Long.BYTES);
      case Type.Binary -> new ArrowType.Variable(false, Integer.BYTES);
      case Type.LargeBinary -> new ArrowType.Variable(false, Long.BYTES);
      case Type.Utf8View -> new ArrowType.View(true);
      case Type.BinaryView -> new ArrowType.View(false);
      case Type.NONE -> throw damaged("a type, got none");
      default -> isFixed(type) ? fixed(field) : nested(field, children);
    };
  }

  private static boolean isFixed(byte type) {
    return switch (type) {
      case Type.Int,
          Type.FloatingPoint,
          Type.Decimal,
          Type.Date,
          Type.Time,
          Type.Timestamp,
          Type.Interval,
          Type.Duration,
          Type.FixedSizeBinary ->
          true;
      default -> false;
    };
  }

  private ArrowType fixed(Field field) {
    return switch (field.typeType()) {
      case Type.Int -> whole(table(field, new Int()));
      case Type.FloatingPoint -> real(table(field, new FloatingPoint()));
      case Type.Decimal -> decimal(table(field, new Decimal()));
      case Type.Date -> day(table(field, new Date()));
      case Type.Time -> clock(table(field, new Time()));
      case Type.Timestamp -> moment(table(field, new Timestamp()));
      case Type.Interval -> interval(table(field, new Interval()));
      case Type.Duration -> new ArrowType.Span(unit(table(field, new Duration()).unit()));
      default -> {
        int bytes = table(field, new FixedSizeBinary()).byteWidth();
        require(bytes >= 0, "a width of 0 or more, got " + bytes);
        yield new ArrowType.FixedBytes(bytes);
      }
    };
  }

  private ArrowType nested(Field field, List<ArrowField> children) {
    return switch (field.typeType()) {
      case Type.Struct_ -> new ArrowType.Struct();
      case Type.List -> list(new ArrowType.ListOf(Integer.BYTES), children);
      case Type.LargeList -> list(new ArrowType.ListOf(Long.BYTES), children);
      case Type.ListView -> list(new ArrowType.ListView(Integer.BYTES), children);
      case Type.LargeListView -> list(new ArrowType.ListView(Long.BYTES), children);
      case Type.FixedSizeList -> {
        int size = table(field, new FixedSizeList()).listSize();
        require(size >= 0, "lists of 0 elements or more, got " + size);
        yield list(new ArrowType.FixedList(size), children);
      }
      case Type.Map -> map(children);
      case Type.Union -> union(table(field, new Union()), children);
      case Type.RunEndEncoded -> runs(children);
      default ->
          throw InvalidRequestException.of(
              file.name(), "a type of Arrow 1 to 21", "type " + field.typeType());
    };
  }

  private ArrowType list(ArrowType type, List<ArrowField> children) {
    require(children.size() == 1, "a list of one child, got " + children.size());
    return type;
  }

  private ArrowType map(List<ArrowField> children) {
    require(
        children.size() == 1
            && children.getFirst().type() instanceof ArrowType.Struct
            && children.getFirst().children().size() == 2
            && children.getFirst().dictionary() == null,
        "a map of keys and values, got other children");
    return new ArrowType.MapOf();
  }

  private ArrowType union(Union union, List<ArrowField> children) {
    int mode = union.mode();
    require(mode == UnionMode.Sparse || mode == UnionMode.Dense, "a mode of unions, got " + mode);
    int given = union.typeIdsLength();
    require(given == 0 || given == children.size(), "an id a child, got " + given);
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      ids.add(given == 0 ? i : union.typeIds(i));
    }
    return new ArrowType.Union(mode == UnionMode.Dense, List.copyOf(ids));
  }

  private ArrowType runs(List<ArrowField> children) {
    require(
        children.size() == 2
            && children.getFirst().type() instanceof ArrowType.Whole whole
            && whole.isSigned()
            && whole.bytes() > 1,
        "ends of runs and values, got other children");
    return new ArrowType.Runs();
  }

  /// The type of whole numbers.
  ArrowType.Whole whole(Int type) {
    int bits = type.bitWidth();
    if (bits == 128 || bits == 256) {
      // Not Arrow's; polars has them.
      throw InvalidRequestException.of(file.name(), "whole numbers of 64 bits at most", bits);
    }
    require(bits == 8 || bits == 16 || bits == 32 || bits == 64, "8 to 64 bits, got " + bits);
    return new ArrowType.Whole(bits / Byte.SIZE, type.isSigned());
  }

  private ArrowType real(FloatingPoint type) {
    int precision = type.precision();
    return switch (precision) {
      case Precision.HALF -> new ArrowType.Real(Short.BYTES);
      case Precision.SINGLE -> new ArrowType.Real(Float.BYTES);
      case Precision.DOUBLE -> new ArrowType.Real(Double.BYTES);
      default -> throw damaged("a precision, got " + precision);
    };
  }

  private ArrowType decimal(Decimal type) {
    int bits = type.bitWidth();
    require(bits == 32 || bits == 64 || bits == 128 || bits == 256, "32 to 256 bits, got " + bits);
    int scale = type.scale();
    require(scale >= -SCALE_MAX && scale <= SCALE_MAX, "a scale of decimals, got " + scale);
    return new ArrowType.Decimal(bits / Byte.SIZE, scale);
  }

  private ArrowType day(Date type) {
    int unit = type.unit();
    require(unit == DateUnit.DAY || unit == DateUnit.MILLISECOND, "a unit of days, got " + unit);
    return new ArrowType.Day(unit == DateUnit.DAY ? Integer.BYTES : Long.BYTES);
  }

  private ArrowType clock(Time type) {
    int bits = type.bitWidth();
    require(bits == 32 || bits == 64, "times of 32 or 64 bits, got " + bits);
    return new ArrowType.Clock(bits / Byte.SIZE, unit(type.unit()));
  }

  private ArrowType moment(Timestamp type) {
    // The zone is how it is meant to be shown; the point in time is the same.
    ByteBuffer zone = type.timezoneAsByteBuffer();
    return new ArrowType.Moment(unit(type.unit()), zone != null && zone.hasRemaining());
  }

  private ArrowType interval(Interval type) {
    int unit = type.unit();
    return switch (unit) {
      case IntervalUnit.YEAR_MONTH -> new ArrowType.Interval(4);
      case IntervalUnit.DAY_TIME -> new ArrowType.Interval(8);
      case IntervalUnit.MONTH_DAY_NANO -> new ArrowType.Interval(16);
      default -> throw damaged("a unit of intervals, got " + unit);
    };
  }

  private ChronoUnit unit(int unit) {
    return switch (unit) {
      case TimeUnit.SECOND -> ChronoUnit.SECONDS;
      case TimeUnit.MILLISECOND -> ChronoUnit.MILLIS;
      case TimeUnit.MICROSECOND -> ChronoUnit.MICROS;
      case TimeUnit.NANOSECOND -> ChronoUnit.NANOS;
      default -> throw damaged("a unit of time, got " + unit);
    };
  }

  private <T extends Table> T table(Field field, T table) {
    require(field.type(table) != null, "the details of a type, got none");
    return table;
  }

  private void require(boolean fine, String expected) {
    if (!fine) {
      throw damaged(expected);
    }
  }

  private CorruptionException damaged(String expected) {
    return file.damaged(offset, "expected " + expected);
  }
}
