package dev.perigee.formats.parquet;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.parquet.ParquetTable.Kind;
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
    ParquetTable table, Object id, Map<String, float[]> vectors, Map<String, ?> values) {

  /// Compares the record with the table, before any of it is written.
  ///
  /// @throws InvalidRequestException if something is not as the table says
  void check() {
    if (table.textIds() ? !(id instanceof String) : !(id instanceof Long)) {
      throw InvalidRequestException.of("id", table.textIds() ? "text" : "a whole number", id);
    }
    table.vectors().forEach(this::check);
    table.values().forEach(this::check);
  }

  private void check(String name, int dimension) {
    float[] vector = vectors.get(name);
    if (vector != null && vector.length != dimension) {
      throw InvalidRequestException.of(name, dimension + " components", vector.length);
    }
  }

  private void check(String name, Kind kind) {
    Object value = values.get(name);
    boolean fits =
        switch (kind) {
          case TEXT -> value instanceof String;
          case WHOLE -> value instanceof Long;
          case NUMBER -> value instanceof Double;
          case TRUTH -> value instanceof Boolean;
          case TEXTS ->
              value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        };
    if (value != null && !fits) {
      throw InvalidRequestException.of(name, kind.toString(), value.getClass().getSimpleName());
    }
  }

  /// Writes the fields.
  void feed(RecordConsumer consumer) {
    int column = 0;
    field(consumer, ParquetTable.ID, column++, () -> add(consumer, id));
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
