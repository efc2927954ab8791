package dev.perigee.formats.arrow;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// A column as the schema describes it.
///
/// @param name of the column
/// @param type of its values
/// @param children of a type that has any
/// @param dictionary how values are looked up; null if they are there themselves
/// @param extension name of the extension type; null for none
record ArrowField(
    String name,
    ArrowType type,
    List<ArrowField> children,
    DictionaryIndex dictionary,
    String extension) {

  /// Where the values of a column are.
  ///
  /// @param id of the dictionary
  /// @param index type of the positions in it
  record DictionaryIndex(long id, ArrowType.Whole index) {}

  ArrowField {
    children = List.copyOf(children);
  }

  /// The field of the dictionary.
  ArrowField ofValues() {
    return new ArrowField(name, type, children, null, extension);
  }

  /// The type as Arrow writes it: `fixed_size_list<float>[384]`.
  String typeName() {
    String values = valueTypeName();
    String stored =
        dictionary == null
            ? values
            : "dictionary<%s, %s>".formatted(whole(dictionary.index()), values);
    return extension == null ? stored : extension + "<" + stored + ">";
  }

  private String valueTypeName() {
    return switch (type) {
      case ArrowType.Nothing _ -> "null";
      case ArrowType.Truth _ -> "bool";
      case ArrowType.Whole whole -> whole(whole);
      case ArrowType.Real(int bytes) -> bytes == 2 ? "halffloat" : bytes == 4 ? "float" : "double";
      case ArrowType.Decimal(int bytes, int scale) -> "decimal%d[%d]".formatted(8 * bytes, scale);
      case ArrowType.Day(int bytes) -> "date" + 8 * bytes;
      case ArrowType.Clock(int bytes, ChronoUnit unit) ->
          "time%d[%s]".formatted(8 * bytes, unit(unit));
      case ArrowType.Moment(ChronoUnit unit, boolean isInstant) ->
          "timestamp[%s]%s".formatted(unit(unit), isInstant ? " of a time zone" : "");
      case ArrowType.Span(ChronoUnit unit) -> "duration[%s]".formatted(unit(unit));
      case ArrowType.Interval(int bytes) -> "interval" + 8 * bytes;
      case ArrowType.FixedBytes(int bytes) -> "fixed_size_binary[%d]".formatted(bytes);
      case ArrowType.Variable(boolean isText, int offsetBytes) ->
          (offsetBytes == 8 ? "large_" : "") + (isText ? "string" : "binary");
      case ArrowType.View(boolean isText) -> isText ? "string_view" : "binary_view";
      case ArrowType.ListOf(int offsetBytes) -> nested(offsetBytes == 8 ? "large_list" : "list");
      case ArrowType.ListView(int offsetBytes) ->
          nested(offsetBytes == 8 ? "large_list_view" : "list_view");
      case ArrowType.FixedList(int size) -> nested("fixed_size_list") + "[" + size + "]";
      case ArrowType.MapOf _ -> nested("map");
      case ArrowType.Struct _ -> nested("struct");
      case ArrowType.Union(boolean isDense, List<Integer> _) ->
          nested(isDense ? "dense_union" : "sparse_union");
      case ArrowType.Runs _ -> nested("run_end_encoded");
    };
  }

  private static String whole(ArrowType.Whole type) {
    return (type.isSigned() ? "int" : "uint") + 8 * type.bytes();
  }

  private static String unit(ChronoUnit unit) {
    return switch (unit) {
      case SECONDS -> "s";
      case MILLIS -> "ms";
      case MICROS -> "us";
      default -> "ns";
    };
  }

  private String nested(String outer) {
    boolean named = type instanceof ArrowType.Struct || type instanceof ArrowType.Union;
    return children.stream()
        .map(child -> (named ? child.name() + ": " : "") + child.typeName())
        .collect(Collectors.joining(", ", outer + "<", ">"));
  }
}
