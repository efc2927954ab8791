package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.VectorFile;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Vectors of a file, an index or anything else as a table of numbers.
final class VectorTable implements NumberTable {

  private final VectorSource source;
  private final Metric metric;
  private final Runnable closing;
  private final MemorySegment row;

  /// @param metric how they are compared; null if nobody knows
  /// @param closing closes what the vectors are of
  VectorTable(VectorSource source, Metric metric, Runnable closing) {
    this.source = source;
    this.metric = metric;
    this.closing = closing;
    row = MemorySegment.ofArray(new byte[source.elementType().vectorBytes(source.dimension())]);
  }

  @Override
  public long rows() {
    return source.count();
  }

  @Override
  public int columns() {
    return source.dimension();
  }

  @Override
  public ComponentType type() {
    if (source instanceof VectorFile file) {
      return file.storedType();
    }
    return switch (source.elementType()) {
      case F32 -> ComponentType.F32;
      case F16 -> ComponentType.F16;
      case INT8 -> ComponentType.I8;
      case BIT -> ComponentType.U8;
      case F64 -> ComponentType.F64;
    };
  }

  @Override
  public boolean isBits() {
    return source.elementType() == ElementType.BIT;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public long id(long number) {
    return source.id(number);
  }

  @Override
  public void read(long number, long[] target) {
    double[] numbers = new double[columns()];
    read(number, numbers);
    for (int i = 0; i < numbers.length; i++) {
      target[i] = (long) numbers[i];
    }
  }

  @Override
  public void read(long number, double[] target) {
    if (source instanceof VectorFile file) {
      file.readDoubles(number, target);
      return;
    }
    source.read(number, row, 0);
    for (int i = 0; i < columns(); i++) {
      target[i] =
          switch (source.elementType()) {
            case F32 -> row.get(LittleEndian.FLOAT, 4L * i);
            case F16 -> Float.float16ToFloat(row.get(LittleEndian.SHORT, 2L * i));
            case F64 -> row.get(LittleEndian.DOUBLE, 8L * i);
            case INT8 -> row.get(ValueLayout.JAVA_BYTE, i);
            case BIT -> row.get(ValueLayout.JAVA_BYTE, i / 8) >> (i % 8) & 1;
          };
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
