package dev.perigee.formats.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/// A group annotated as a list.
///
/// ```
/// of three levels   group v (LIST) { repeated group list { optional float element } }
/// of two            group v (LIST) { repeated float array }
/// ```
///
/// A repeated group of one field is a level of its own, unless it is called `array` or like the
/// list with `_tuple` behind, as the format says for old writers. What the levels are called makes
/// no other difference.
final class ListConverter extends GroupConverter {

  private final RepeatedField elements;
  private final Converter converter;
  private final Sink sink;

  /// @param sink takes the list when it is complete
  ListConverter(GroupType type, Sink sink, Converters factory) {
    this.sink = sink;
    Type repeated = type.getType(0);
    if (isLevel(type, repeated)) {
      Level level = new Level(repeated.asGroupType().getType(0), factory);
      this.elements = null;
      this.converter = level;
    } else {
      this.elements = new RepeatedField(repeated, factory);
      this.converter = elements.converter();
    }
  }

  /// Whether a group is a list as the format says.
  static boolean suits(GroupType type) {
    return type.getFieldCount() == 1 && type.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  private static boolean isLevel(GroupType list, Type repeated) {
    return !repeated.isPrimitive()
        && repeated.asGroupType().getFieldCount() == 1
        && !repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
        && !repeated.getName().equals("array")
        && !repeated.getName().equals(list.getName() + "_tuple");
  }

  @Override
  public Converter getConverter(int fieldIndex) {
    return converter;
  }

  @Override
  public void start() {
    if (converter instanceof Level level) {
      level.startList();
    } else {
      elements.start();
    }
  }

  @Override
  public void end() {
    sink.accept(converter instanceof Level level ? level.endList() : elements.end());
  }

  /// The level between a list and its elements, which may be null.
  private static final class Level extends GroupConverter {

    private final NumberValues numbers;
    private final Converter element;
    private final RecordMemory memory;
    private final boolean isRequired;
    private List<Object> values = new ArrayList<>();
    private Object value;
    private int sizeBefore;

    Level(Type field, Converters factory) {
      this.memory = factory.memory();
      this.isRequired = field.isRepetition(Type.Repetition.REQUIRED);
      if (field.isPrimitive() && NumberValues.suits(field.asPrimitiveType())) {
        this.numbers = new NumberValues(memory);
        this.element = numbers;
      } else {
        this.numbers = null;
        this.element = factory.single(field, next -> value = next);
      }
    }

    void startList() {
      if (numbers == null) {
        values = new ArrayList<>();
      } else {
        numbers.start();
      }
    }

    Object endList() {
      return numbers == null ? values : numbers.end();
    }

    @Override
    public Converter getConverter(int fieldIndex) {
      return element;
    }

    @Override
    public void start() {
      memory.charge(RecordMemory.VALUE_BYTES);
      value = null;
      sizeBefore = numbers == null ? 0 : numbers.size();
    }

    @Override
    public void end() {
      if (numbers == null) {
        values.add(value);
      } else if (!isRequired && numbers.size() == sizeBefore) {
        numbers.addNull();
      }
    }
  }
}
