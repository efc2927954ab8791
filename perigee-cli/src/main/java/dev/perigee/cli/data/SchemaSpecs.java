package dev.perigee.cli.data;

import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Parts of a schema as words of the command line: `embedding:384:cosine:f16`, `year:integer`,
/// `30d`.
final class SchemaSpecs {

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s",
          ChronoUnit.SECONDS,
          "m",
          ChronoUnit.MINUTES,
          "h",
          ChronoUnit.HOURS,
          "d",
          ChronoUnit.DAYS);

  private SchemaSpecs() {}

  /// The word for a type, metric or other constant.
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// A vector field out of `NAME:DIMENSION[:METRIC[:TYPE]]`.
  ///
  /// @param many whether a document may have several vectors
  static VectorField vector(String option, String spec, boolean many) {
    String[] words = spec.split(":", -1);
    if (words.length < 2 || words.length > 4) {
      throw InvalidRequestException.of(option, "NAME:DIMENSION[:METRIC[:TYPE]]", spec);
    }
    Metric metric =
        words.length < 3 ? Metric.COSINE : constant(option, Metric.class, words[2], Metric.CUSTOM);
    IndexOptions options = IndexOptions.of(dimension(option, words[1]), metric);
    if (words.length == 4) {
      ElementType type = constant(option, ElementType.class, words[3], null);
      options = options.withElementType(type);
    }
    return new VectorField(words[0], options, many);
  }

  /// What a vector field holds, as in `384 cosine f32`.
  static String type(VectorField field) {
    IndexOptions options = field.options();
    return "%d %s %s%s"
        .formatted(
            options.dimension(),
            name(options.metric()),
            name(options.elementType()),
            field.many() ? " many" : "");
  }

  /// A field out of `NAME:TYPE`.
  static Field field(String option, String spec) {
    int colon = spec.lastIndexOf(':');
    if (colon < 0) {
      throw InvalidRequestException.of(option, "NAME:TYPE", spec);
    }
    FieldType type = constant(option, FieldType.class, spec.substring(colon + 1), null);
    return new Field(spec.substring(0, colon), type);
  }

  /// A duration out of `forever`, `30d`, `12h`, `90m`, `10s`, `0` or ISO-8601.
  static Duration history(String option, String text) {
    if (text.equals("forever")) {
      return Schema.FOREVER;
    }
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    try {
      ChronoUnit unit = UNITS.get(text.isEmpty() ? "" : text.substring(text.length() - 1));
      return unit == null || text.startsWith("P")
          ? Duration.parse(text)
          : Duration.of(Long.parseLong(text.substring(0, text.length() - 1)), unit);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw InvalidRequestException.of(option, "a duration such as 30d or 12h, or forever", text);
    }
  }

  private static int dimension(String option, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw InvalidRequestException.of(option, "a number of dimensions", text);
    }
  }

  private static <E extends Enum<E>> E constant(
      String option, Class<E> type, String word, E excepted) {
    for (E constant : type.getEnumConstants()) {
      if (constant != excepted && name(constant).equalsIgnoreCase(word)) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .filter(constant -> constant != excepted)
            .map(SchemaSpecs::name)
            .collect(Collectors.joining(", "));
    throw InvalidRequestException.of(option, "one of " + known, word);
  }
}
