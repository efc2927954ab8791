package dev.perigee.formats.json;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.BadRowException;
import dev.perigee.formats.record.NumberList;
import dev.perigee.formats.record.NumberedColumns;
import dev.perigee.formats.record.RecordConventions;
import dev.perigee.formats.record.RecordOptions;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// What the columns of a table of text are, by their names.
final class CsvColumns {

  private static final int NUMBER_LENGTH_MAX = 400;
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final List<String> names;
  private final Map<String, int[]> groups;
  private final BitSet grouped = new BitSet();
  private final boolean hasVectors;

  /// @param file for the error
  /// @throws InvalidRequestException if a name comes twice, all are numbers, or one that the
  ///   options name is missing
  CsvColumns(String file, List<String> header, RecordOptions options) {
    this.names = header.stream().map(String::strip).toList();
    if (new LinkedHashSet<>(names).size() != names.size()) {
      throw InvalidRequestException.of(file, "columns of different names", names);
    }
    if (names.stream().allMatch(name -> value(name) instanceof Number)) {
      throw InvalidRequestException.of(file, "a first line of column names", "numbers");
    }
    this.groups = NumberedColumns.groups(names, options);
    groups.values().forEach(columns -> Arrays.stream(columns).forEach(grouped::set));
    requireNamed(file, options);
    this.hasVectors =
        !groups.isEmpty()
            || names.stream().anyMatch(name -> RecordConventions.isVector(name, options));
  }

  private void requireNamed(String file, RecordOptions options) {
    if (options.idColumn() != null && !names.contains(options.idColumn())) {
      throw InvalidRequestException.of(file, "a column " + options.idColumn(), names);
    }
    for (String column : options.vectorColumns()) {
      if (!names.contains(column) && !groups.containsKey(column)) {
        throw InvalidRequestException.of(file, "a column " + column, names);
      }
    }
  }

  /// How many there are.
  int count() {
    return names.size();
  }

  /// Whether some hold vectors.
  boolean hasVectors() {
    return hasVectors;
  }

  /// The values of a row by column, those of a vector that is spread over columns under its name.
  ///
  /// @param isText which fields are text, whatever they look like
  /// @throws BadRowException if a component is no number
  Map<String, Object> values(List<String> fields, IntPredicate isText) throws BadRowException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (!grouped.get(i)) {
        String field = fields.get(i);
        values.put(names.get(i), isText.test(i) ? field : value(field));
      }
    }
    for (Map.Entry<String, int[]> group : groups.entrySet()) {
      values.put(group.getKey(), vector(fields, group.getValue()));
    }
    return values;
  }

  private NumberList vector(List<String> fields, int[] columns) throws BadRowException {
    NumberList numbers = new NumberList();
    for (int column : columns) {
      try {
        numbers.add(Double.parseDouble(fields.get(column).strip()), false);
      } catch (NumberFormatException e) {
        throw BadRowException.of(names.get(column), "a number", "\"" + fields.get(column) + "\"");
      }
    }
    return numbers;
  }

  /// What a field stands for.
  static Object value(String field) {
    return switch (field) {
      case "" -> null;
      case "true", "True" -> true;
      case "false", "False" -> false;
      default -> number(field);
    };
  }

  private static Object number(String field) {
    if (field.length() > NUMBER_LENGTH_MAX || !NUMBER.matcher(field).matches()) {
      return field;
    }
    if (!WHOLE.matcher(field).matches()) {
      return Double.valueOf(field);
    }
    try {
      return Long.valueOf(field);
    } catch (NumberFormatException e) {
      return field;
    }
  }
}
