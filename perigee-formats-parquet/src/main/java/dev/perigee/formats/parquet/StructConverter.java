package dev.perigee.formats.parquet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/// A group of columns as a map, null for fields that are null.
final class StructConverter extends GroupConverter {

  private final List<Type> fields;
  private final Converter[] converters;
  private final RepeatedField[] repeated;
  private final Sink sink;
  private final RecordMemory memory;
  private Map<String, Object> values = new LinkedHashMap<>();

  /// @param sink takes the map when it is complete
  StructConverter(GroupType type, Sink sink, Converters factory) {
    this.fields = type.getFields();
    this.converters = new Converter[fields.size()];
    this.repeated = new RepeatedField[fields.size()];
    this.sink = sink;
    this.memory = factory.memory();
    for (int i = 0; i < converters.length; i++) {
      Type field = fields.get(i);
      if (field.isRepetition(Type.Repetition.REPEATED)) {
        repeated[i] = new RepeatedField(field, factory);
        converters[i] = repeated[i].converter();
      } else {
        converters[i] = factory.single(field, value -> values.put(field.getName(), value));
      }
    }
  }

  @Override
  public Converter getConverter(int fieldIndex) {
    return converters[fieldIndex];
  }

  @Override
  public void start() {
    memory.charge(2L * RecordMemory.VALUE_BYTES * fields.size());
    values = new LinkedHashMap<>();
    for (int i = 0; i < converters.length; i++) {
      values.put(fields.get(i).getName(), null);
      if (repeated[i] != null) {
        repeated[i].start();
      }
    }
  }

  @Override
  public void end() {
    for (int i = 0; i < converters.length; i++) {
      if (repeated[i] != null) {
        values.put(fields.get(i).getName(), repeated[i].end());
      }
    }
    sink.accept(values);
  }
}
