package dev.perigee.formats.parquet;

import dev.perigee.formats.record.NumberList;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/// The elements of a list of numbers, without a box for each: what nearly every vector is.
final class NumberValues extends PrimitiveConverter {

  private final RecordMemory memory;
  private NumberList numbers = new NumberList();
  private List<Object> mixed;

  NumberValues(RecordMemory memory) {
    this.memory = memory;
  }

  /// Whether all values of a column are numbers that can be kept so.
  static boolean suits(PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case FLOAT, DOUBLE -> true;
      case INT32 ->
          type.getLogicalTypeAnnotation() == null
              || type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation;
      case FIXED_LEN_BYTE_ARRAY ->
          type.getLogicalTypeAnnotation() instanceof Float16LogicalTypeAnnotation
              && type.getTypeLength() == Short.BYTES;
      case INT64, INT96, BOOLEAN, BINARY -> false;
    };
  }

  /// Begins a list.
  void start() {
    numbers = new NumberList();
    mixed = null;
  }

  /// The list: a [NumberList], or a List if an element is null.
  Object end() {
    return mixed == null ? numbers : mixed;
  }

  /// How many elements there are.
  int size() {
    return mixed == null ? numbers.size() : mixed.size();
  }

  /// Adds an element that is null.
  void addNull() {
    memory.charge(RecordMemory.VALUE_BYTES);
    if (mixed == null) {
      mixed = new ArrayList<>(numbers.toList());
    }
    mixed.add(null);
  }

  private void add(double value, boolean isWhole) {
    memory.charge(RecordMemory.VALUE_BYTES);
    if (mixed == null) {
      numbers.add(value, isWhole);
    } else {
      mixed.add(isWhole ? (Object) (long) value : (Object) value);
    }
  }

  @Override
  public void addFloat(float value) {
    add(value, false);
  }

  @Override
  public void addDouble(double value) {
    add(value, false);
  }

  @Override
  public void addInt(int value) {
    add(value, true);
  }

  @Override
  public void addBinary(Binary value) {
    add(PrimitiveValues.half(value), false);
  }
}
