package dev.perigee.formats.hdf5;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import java.nio.ByteBuffer;

/// What belongs to each query: rows of the vectors nearest to it, or the distances to them. Safe
/// for several threads; lives as long as its file.
public final class NeighborTable {

  private final String name;
  private final HdfMatrix matrix;

  NeighborTable(String name, HdfMatrix matrix) {
    this.name = name;
    this.matrix = matrix;
  }

  /// How a number is stored.
  public ComponentType storedType() {
    return switch (matrix.kind()) {
      case F16 -> ComponentType.F16;
      case F32 -> ComponentType.F32;
      case F64 -> ComponentType.F64;
      case I8 -> ComponentType.I8;
      case U8, TRUTH -> ComponentType.U8;
      case I16 -> ComponentType.I16;
      case U16 -> ComponentType.U16;
      case I32 -> ComponentType.I32;
      case U32 -> ComponentType.U32;
      case I64 -> ComponentType.I64;
    };
  }

  /// Whether numbers are whole, as rows are.
  public boolean isWhole() {
    return matrix.kind().isWhole();
  }

  /// Number of queries.
  public long rows() {
    return matrix.rows();
  }

  /// Neighbours of each.
  public int columns() {
    return matrix.columns();
  }

  /// The whole numbers of a row; not checked to be rows of anything.
  ///
  /// @param row 0 to `rows() - 1`
  /// @throws InvalidRequestException if there is no such row
  public long[] wholes(long row) {
    ByteBuffer bytes = bytes(row);
    long[] numbers = new long[columns()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = matrix.kind().whole(bytes, i);
    }
    return numbers;
  }

  /// The numbers of a row.
  ///
  /// @param row 0 to `rows() - 1`
  /// @throws InvalidRequestException if there is no such row
  public double[] numbers(long row) {
    ByteBuffer bytes = bytes(row);
    double[] numbers = new double[columns()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = matrix.kind().number(bytes, i);
    }
    return numbers;
  }

  private ByteBuffer bytes(long row) {
    if (row < 0 || row >= rows()) {
      throw InvalidRequestException.of(name + " row", "0 to " + (rows() - 1), row);
    }
    return matrix.row(row);
  }
}
