package dev.perigee.formats.parquet;

import dev.perigee.error.InvalidRequestException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/// What is written to a Parquet file: a column `id`, then one for each vector, then one for each
/// value.
///
/// @param textIds whether ids are texts; else they are whole numbers
/// @param vectors their dimensions by name
/// @param values what further columns hold, by name
/// @param codec by which pages are packed
public record ParquetTable(
    boolean textIds, Map<String, Integer> vectors, Map<String, Kind> values, PageCodec codec) {

  /// Name of the first column.
  public static final String ID = "id";

  /// What a column holds; any value may be null.
  public enum Kind {
    /// String.
    TEXT,
    /// Long.
    WHOLE,
    /// Double.
    NUMBER,
    /// Boolean.
    TRUTH,
    /// `List` of String.
    TEXTS
  }

  /// @throws InvalidRequestException if a name comes twice or the codec is not written
  public ParquetTable {
    vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    Set<String> names = new LinkedHashSet<>(vectors.keySet());
    names.addAll(values.keySet());
    names.add(ID);
    if (names.size() != vectors.size() + values.size() + 1) {
      throw InvalidRequestException.of("columns", "different names, none of them id", names);
    }
    if (codec == PageCodec.LZ4_RAW) {
      throw InvalidRequestException.of("codec", "one that is written", codec);
    }
  }

  MessageType schema() {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    schema.addField(
        textIds
            ? text(Repetition.REQUIRED, ID)
            : Types.required(PrimitiveTypeName.INT64).named(ID));
    vectors
        .keySet()
        .forEach(name ->
            schema.addField(list(name, Types.required(PrimitiveTypeName.FLOAT).named("element"))));
    values.forEach((name, kind) -> schema.addField(field(name, kind)));
    return schema.named("record");
  }

  private static Type field(String name, Kind kind) {
    return switch (kind) {
      case TEXT -> text(Repetition.OPTIONAL, name);
      case WHOLE -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case TRUTH -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case TEXTS -> list(name, text(Repetition.REQUIRED, "element"));
    };
  }

  private static Type text(Repetition repetition, String name) {
    return Types.primitive(PrimitiveTypeName.BINARY, repetition)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }

  private static Type list(String name, Type element) {
    return Types.optionalGroup()
        .as(LogicalTypeAnnotation.listType())
        .addField(Types.repeatedGroup().addField(element).named("list"))
        .named(name);
  }
}
