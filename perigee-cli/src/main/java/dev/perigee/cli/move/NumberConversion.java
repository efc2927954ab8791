package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.DatasetKind;
import dev.perigee.formats.IntMatrixWriter;
import dev.perigee.formats.VectorFileWriter;
import dev.perigee.index.BuildProgress;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a table of numbers as a data set.
final class NumberConversion {

  private final NumberTable table;
  private final DatasetKind kind;
  private final ComponentType type;
  private final Narrowing narrowing;
  private final long from;
  private final long to;

  /// @throws InvalidRequestException if the table has not the rows that are asked for
  NumberConversion(NumberTable table, DatasetKind kind, RowRange range, boolean allowLoss) {
    this.table = table;
    this.kind = kind;
    this.type = kind.type() == null ? ofArray(table.type()) : kind.type();
    this.narrowing = new Narrowing(type, allowLoss);
    this.from = range.from();
    this.to = range.to(table.rows());
  }

  /// The type of an npy: that of the table, or the next that is written.
  private static ComponentType ofArray(ComponentType type) {
    return switch (type) {
      case BF16 -> ComponentType.F32;
      case I16, U16 -> ComponentType.I32;
      case U32, U64 -> ComponentType.I64;
      case F32, F16, F64, I8, U8, I32, I64 -> type;
    };
  }

  /// Writes the file.
  ///
  /// @return what was done
  /// @throws InvalidRequestException naming row and component, if a number does not fit
  Map<String, Object> write(Path target, BuildProgress progress) {
    if (type == ComponentType.I32 || type == ComponentType.I64) {
      writeWholes(target, progress);
    } else {
      writeNumbers(target, progress);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("kind", kind.extension());
    line.put("rows", to - from);
    line.put("columns", table.columns());
    line.put("element", kind == DatasetKind.BBIN ? "BIT" : type.name());
    line.put("rounded", narrowing.rounded());
    line.put("bytes", target.toFile().length());
    return line;
  }

  private void writeWholes(Path target, BuildProgress progress) {
    long[] wholes = new long[table.columns()];
    double[] numbers = new double[table.columns()];
    try (IntMatrixWriter writer = IntMatrixWriter.create(target, kind, type, table.columns())) {
      for (long row = from; row < to; row++) {
        if (table.type().isInteger()) {
          table.read(row, wholes);
        } else {
          table.read(row, numbers);
          for (int i = 0; i < wholes.length; i++) {
            wholes[i] = narrowing.whole(row, i, numbers[i]);
          }
        }
        write(writer, row, wholes);
        progress.update(row + 1 - from, to - from);
      }
      writer.finish();
    }
  }

  private void write(IntMatrixWriter writer, long row, long[] wholes) {
    for (int i = 0; i < wholes.length; i++) {
      if (type == ComponentType.I32 && wholes[i] != (int) wholes[i]) {
        throw InvalidRequestException.of(
            "row %d component %d".formatted(row, i), "a number of 32 bits", wholes[i]);
      }
    }
    writer.write(wholes);
  }

  private void writeNumbers(Path target, BuildProgress progress) {
    int columns = table.columns();
    boolean bits = kind == DatasetKind.BBIN;
    int rowBytes = bits ? (columns + 7) / 8 : columns * type.widthBytes();
    MemorySegment encoded = MemorySegment.ofArray(new byte[rowBytes]);
    long[] wholes = new long[columns];
    double[] numbers = new double[columns];
    try (VectorFileWriter writer = VectorFileWriter.create(target, kind, type, columns)) {
      for (long row = from; row < to; row++) {
        if (table.type().isInteger()) {
          table.read(row, wholes);
        } else {
          table.read(row, numbers);
        }
        encoded.fill((byte) 0);
        for (int i = 0; i < columns; i++) {
          encode(encoded, row, i, wholes[i], numbers[i]);
        }
        writer.write(encoded, 0);
        progress.update(row + 1 - from, to - from);
      }
      writer.finish();
    }
  }

  private void encode(MemorySegment encoded, long row, int column, long whole, double number) {
    boolean isWhole = table.type().isInteger();
    if (kind == DatasetKind.BBIN) {
      Narrowing.putBit(encoded, row, column, isWhole ? whole : number);
    } else if (isWhole) {
      narrowing.put(encoded, row, column, whole);
    } else {
      narrowing.put(encoded, row, column, number);
    }
  }

  /// Writes the ids of the rows, one a row.
  ///
  /// @param target of a kind that holds whole numbers; an npy holds 64 bits, others 32
  /// @throws InvalidRequestException if it is of another kind, or an id does not fit
  void writeIds(Path target) {
    DatasetKind ids = DatasetKind.of(target);
    ComponentType idType = ids == DatasetKind.NPY ? ComponentType.I64 : ComponentType.I32;
    try (IntMatrixWriter writer = IntMatrixWriter.create(target, ids, idType, 1)) {
      for (long row = from; row < to; row++) {
        long id = table.id(row);
        if (idType == ComponentType.I32 && id != (int) id) {
          throw InvalidRequestException.of(
              "--ids", "an npy, for the id of row " + row + " needs more than 32 bits", id);
        }
        writer.write(new long[] {id});
      }
      writer.finish();
    }
  }
}
