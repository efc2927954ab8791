package dev.perigee.formats.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/// Makes the flat list of a schema as a footer keeps it: parents before children. Knows the
/// annotations that this module writes, text and list, each in its old and in its new form.
final class SchemaElements {

  private SchemaElements() {}

  static List<SchemaElement> of(MessageType schema) {
    List<SchemaElement> elements = new ArrayList<>();
    SchemaElement root = new SchemaElement(schema.getName());
    root.setNum_children(schema.getFieldCount());
    elements.add(root);
    schema.getFields().forEach(field -> add(field, elements));
    return elements;
  }

  private static void add(Type field, List<SchemaElement> elements) {
    SchemaElement element = new SchemaElement(field.getName());
    element.setRepetition_type(FieldRepetitionType.valueOf(field.getRepetition().name()));
    annotate(field, element);
    elements.add(element);
    if (field.isPrimitive()) {
      PrimitiveTypeName name = field.asPrimitiveType().getPrimitiveTypeName();
      element.setType(
          name == PrimitiveTypeName.BINARY
              ? org.apache.parquet.format.Type.BYTE_ARRAY
              : org.apache.parquet.format.Type.valueOf(name.name()));
      if (name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
        element.setType_length(field.asPrimitiveType().getTypeLength());
      }
    } else {
      element.setNum_children(field.asGroupType().getFieldCount());
      field.asGroupType().getFields().forEach(child -> add(child, elements));
    }
  }

  private static void annotate(Type field, SchemaElement element) {
    if (field.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation) {
      element.setConverted_type(ConvertedType.UTF8);
      element.setLogicalType(LogicalType.STRING(new StringType()));
    } else if (field.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      element.setConverted_type(ConvertedType.LIST);
      element.setLogicalType(LogicalType.LIST(new ListType()));
    }
  }
}
