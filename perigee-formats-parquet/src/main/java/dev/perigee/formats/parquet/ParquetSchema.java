package dev.perigee.formats.parquet;

import dev.perigee.error.CorruptionException;
import dev.perigee.formats.record.RecordOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/// Makes a schema of the flat list in which a footer keeps it: a tree, parents before children.
///
/// Annotations that make no difference to a record are left out.
final class ParquetSchema {

  private final ParquetFile file;
  private final long offset;
  private final List<SchemaElement> elements;
  private int at;

  private ParquetSchema(ParquetFile file, long offset, List<SchemaElement> elements) {
    this.file = file;
    this.offset = offset;
    this.elements = elements;
  }

  /// @param offset of the footer, for errors
  /// @throws CorruptionException if the list is no tree, or deeper than a record may be
  static MessageType of(ParquetFile file, long offset, List<SchemaElement> elements) {
    ParquetSchema schema = new ParquetSchema(file, offset, elements);
    SchemaElement root = schema.take();
    List<Type> fields = schema.children(root, 1);
    if (schema.at != elements.size()) {
      throw file.damaged(offset, "expected a schema of one tree, got more");
    }
    return new MessageType(root.getName(), fields);
  }

  private SchemaElement take() {
    if (at >= elements.size()) {
      throw file.damaged(offset, "expected a schema with all its columns, got its end");
    }
    return elements.get(at++);
  }

  private List<Type> children(SchemaElement parent, int depth) {
    if (depth > RecordOptions.DEPTH_MAX) {
      throw file.damaged(offset, "expected columns nested at most 64 deep, got more");
    }
    if (parent.getNum_children() < 1 || parent.getNum_children() > elements.size()) {
      throw file.damaged(offset, "expected a group of columns, got " + parent.getNum_children());
    }
    List<Type> children = new ArrayList<>();
    for (int i = 0; i < parent.getNum_children(); i++) {
      children.add(type(take(), depth));
    }
    return children;
  }

  private Type type(SchemaElement element, int depth) {
    Repetition repetition =
        switch (element.getRepetition_type()) {
          case REQUIRED -> Repetition.REQUIRED;
          case OPTIONAL -> Repetition.OPTIONAL;
          case REPEATED -> Repetition.REPEATED;
          case null -> throw file.damaged(offset, "expected a repetition, got none");
        };
    if (!element.isSetType()) {
      Type[] fields = children(element, depth + 1).toArray(Type[]::new);
      return Types.buildGroup(repetition)
          .as(annotation(element))
          .addFields(fields)
          .named(element.getName());
    }
    return Types.primitive(primitive(element.getType()), repetition)
        .length(element.getType_length())
        .as(annotation(element))
        .named(element.getName());
  }

  /// What a footer calls a type, as the decoder calls it.
  static PrimitiveTypeName primitive(org.apache.parquet.format.Type type) {
    return switch (type) {
      case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
      case INT32 -> PrimitiveTypeName.INT32;
      case INT64 -> PrimitiveTypeName.INT64;
      case INT96 -> PrimitiveTypeName.INT96;
      case FLOAT -> PrimitiveTypeName.FLOAT;
      case DOUBLE -> PrimitiveTypeName.DOUBLE;
      case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
      case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    };
  }

  private static LogicalTypeAnnotation annotation(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    if (logical != null && logical.getSetField() != null) {
      return annotation(logical);
    }
    return switch (element.getConverted_type()) {
      case UTF8 -> LogicalTypeAnnotation.stringType();
      case ENUM -> LogicalTypeAnnotation.enumType();
      case JSON -> LogicalTypeAnnotation.jsonType();
      case LIST -> LogicalTypeAnnotation.listType();
      case MAP, MAP_KEY_VALUE -> LogicalTypeAnnotation.mapType();
      case DATE -> LogicalTypeAnnotation.dateType();
      case DECIMAL -> LogicalTypeAnnotation.decimalType(element.getScale(), element.getPrecision());
      case TIMESTAMP_MILLIS -> LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS);
      case TIMESTAMP_MICROS -> LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS);
      case UINT_8 -> LogicalTypeAnnotation.intType(8, false);
      case UINT_16 -> LogicalTypeAnnotation.intType(16, false);
      case UINT_32 -> LogicalTypeAnnotation.intType(32, false);
      case UINT_64 -> LogicalTypeAnnotation.intType(64, false);
      case INT_8, INT_16, INT_32, INT_64, TIME_MILLIS, TIME_MICROS, BSON, INTERVAL -> null;
      case null -> null;
    };
  }

  private static LogicalTypeAnnotation annotation(LogicalType logical) {
    return switch (logical.getSetField()) {
      case STRING -> LogicalTypeAnnotation.stringType();
      case ENUM -> LogicalTypeAnnotation.enumType();
      case JSON -> LogicalTypeAnnotation.jsonType();
      case LIST -> LogicalTypeAnnotation.listType();
      case MAP -> LogicalTypeAnnotation.mapType();
      case DATE -> LogicalTypeAnnotation.dateType();
      case UUID -> LogicalTypeAnnotation.uuidType();
      case FLOAT16 -> LogicalTypeAnnotation.float16Type();
      case INTEGER -> integer(logical.getINTEGER());
      case DECIMAL ->
          LogicalTypeAnnotation.decimalType(
              logical.getDECIMAL().getScale(), logical.getDECIMAL().getPrecision());
      case TIMESTAMP ->
          LogicalTypeAnnotation.timestampType(
              logical.getTIMESTAMP().isIsAdjustedToUTC(),
              unit(logical.getTIMESTAMP().getUnit().getSetField().name()));
      case TIME, UNKNOWN, BSON, VARIANT, GEOMETRY, GEOGRAPHY -> null;
    };
  }

  private static LogicalTypeAnnotation integer(IntType type) {
    return LogicalTypeAnnotation.intType(type.getBitWidth(), type.isIsSigned());
  }

  private static TimeUnit unit(String name) {
    return TimeUnit.valueOf(name);
  }
}
