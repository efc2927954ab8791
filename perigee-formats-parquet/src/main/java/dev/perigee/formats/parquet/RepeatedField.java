package dev.perigee.formats.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.schema.Type;

/// The values of a field that repeats, as a list.
final class RepeatedField {

  private final NumberValues numbers;
  private final Converter converter;
  private List<Object> values = new ArrayList<>();

  RepeatedField(Type field, Converters factory) {
    if (field.isPrimitive() && NumberValues.suits(field.asPrimitiveType())) {
      this.numbers = new NumberValues(factory.memory());
      this.converter = numbers;
    } else {
      this.numbers = null;
      this.converter = factory.single(field, value -> values.add(value));
    }
  }

  /// What takes the values.
  Converter converter() {
    return converter;
  }

  /// Begins a list.
  void start() {
    if (numbers == null) {
      values = new ArrayList<>();
    } else {
      numbers.start();
    }
  }

  /// The list.
  Object end() {
    return numbers == null ? values : numbers.end();
  }
}
