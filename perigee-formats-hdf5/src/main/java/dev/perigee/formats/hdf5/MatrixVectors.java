package dev.perigee.formats.hdf5;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The rows of a matrix as vectors of single precision. Safe for several threads; does not own the
/// file.
///
/// @param name of the data set, for errors
/// @param matrix the rows
record MatrixVectors(String name, HdfMatrix matrix) implements VectorSource {

  @Override
  public int dimension() {
    return matrix.columns();
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public long count() {
    return matrix.rows();
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range
  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    if (row < 0 || row >= count()) {
      throw InvalidRequestException.of(name + " row", "0 to " + (count() - 1), row);
    }
    ByteBuffer bytes = matrix.row(row);
    for (int i = 0; i < dimension(); i++) {
      float component = (float) matrix.kind().number(bytes, i);
      target.set(LittleEndian.FLOAT, targetOffset + (long) i * Float.BYTES, component);
    }
  }
}
