package dev.perigee.formats.parquet;

import dev.perigee.formats.record.RecordConventions;
import dev.perigee.formats.record.RecordOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/// Makes the converters of a schema, which become the values of a record as the decoder feeds them.
///
/// @param options which say what a vector may be called
/// @param memory of the record at hand
record Converters(RecordOptions options, RecordMemory memory) {

  /// A converter of one value of a field.
  Converter single(Type field, Sink sink) {
    if (field.isPrimitive()) {
      boolean isVector = RecordConventions.isVector(field.getName(), options);
      return new PrimitiveValues(field.asPrimitiveType(), isVector, sink, memory);
    }
    GroupType group = field.asGroupType();
    if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
        && ListConverter.suits(group)) {
      return new ListConverter(group, sink, this);
    }
    if (isMap(group)) {
      return new ListConverter(group, entries -> sink.accept(map(entries)), this);
    }
    return new StructConverter(group, sink, this);
  }

  private static boolean isMap(GroupType group) {
    return group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
        && ListConverter.suits(group)
        && !group.getType(0).isPrimitive()
        && group.getType(0).asGroupType().getFieldCount() == 2;
  }

  /// A map of a list of entries, each a key and a value under whatever names.
  private static Map<String, Object> map(Object entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Object entry : (List<?>) entries) {
      List<Object> pair = new ArrayList<>(((Map<?, ?>) entry).values());
      map.put(String.valueOf(pair.get(0)), pair.get(1));
    }
    return map;
  }
}
