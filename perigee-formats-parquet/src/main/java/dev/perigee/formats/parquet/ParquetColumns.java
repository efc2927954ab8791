package dev.perigee.formats.parquet;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/// The columns of a table of records in a Parquet file: `id`, then one for each vector, then one
/// for each value. JSON is a text.
final class ParquetColumns {

  private ParquetColumns() {}

  static MessageType of(RecordTable table) {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    schema.addField(
        table.textIds()
            ? text(Repetition.REQUIRED, RecordTable.ID)
            : Types.required(PrimitiveTypeName.INT64).named(RecordTable.ID));
    table
        .vectors()
        .keySet()
        .forEach(name ->
            schema.addField(list(name, Types.required(PrimitiveTypeName.FLOAT).named("element"))));
    table.values().forEach((name, kind) -> schema.addField(field(name, kind)));
    return schema.named("record");
  }

  private static Type field(String name, Kind kind) {
    return switch (kind) {
      case TEXT, JSON -> text(Repetition.OPTIONAL, name);
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
