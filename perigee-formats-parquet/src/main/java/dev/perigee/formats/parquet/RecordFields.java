package dev.perigee.formats.parquet;

import dev.perigee.formats.record.RecordTable;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/// The fields of a record on their way into the columns of a table.
///
/// @param table which columns there are
/// @param id a Long or a String
/// @param vectors by name
/// @param values by name
record RecordFields(
    RecordTable table, Object id, Map<String, float[]> vectors, Map<String, ?> values) {

  /// Writes the fields.
  void feed(RecordConsumer consumer) {
    int column = 0;
    field(consumer, RecordTable.ID, column++, () -> add(consumer, id));
    for (String name : table.vectors().keySet()) {
      int index = column++;
      float[] vector = vectors.get(name);
      if (vector != null) {
        field(consumer, name, index, () -> addVector(consumer, vector));
      }
    }
    for (String name : table.values().keySet()) {
      int index = column++;
      Object value = values.get(name);
      if (value instanceof List<?> list) {
        field(consumer, name, index, () -> addList(consumer, list));
      } else if (value != null) {
        field(consumer, name, index, () -> add(consumer, value));
      }
    }
  }

  private static void field(RecordConsumer consumer, String name, int index, Runnable value) {
    consumer.startField(name, index);
    value.run();
    consumer.endField(name, index);
  }

  private static void addVector(RecordConsumer consumer, float[] vector) {
    consumer.startGroup();
    if (vector.length > 0) {
      consumer.startField("list", 0);
      for (float component : vector) {
        consumer.startGroup();
        consumer.startField("element", 0);
        consumer.addFloat(component);
        consumer.endField("element", 0);
        consumer.endGroup();
      }
      consumer.endField("list", 0);
    }
    consumer.endGroup();
  }

  private static void addList(RecordConsumer consumer, List<?> list) {
    consumer.startGroup();
    if (!list.isEmpty()) {
      consumer.startField("list", 0);
      for (Object element : list) {
        consumer.startGroup();
        field(consumer, "element", 0, () -> add(consumer, element));
        consumer.endGroup();
      }
      consumer.endField("list", 0);
    }
    consumer.endGroup();
  }

  private static void add(RecordConsumer consumer, Object value) {
    switch (value) {
      case String text -> consumer.addBinary(Binary.fromString(text));
      case Long number -> consumer.addLong(number);
      case Double number -> consumer.addDouble(number);
      case Boolean truth -> consumer.addBoolean(truth);
      default -> throw new AssertionError("checked to be none");
    }
  }
}
