package dev.perigee.formats;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// The rows of a file, each component converted to a float as it is read.
///
/// Safe for several threads. Does not own the file.
record F32Rows(MatrixFile matrix) implements VectorSource {

  @Override
  public int dimension() {
    return matrix.layout().columns();
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public long count() {
    return matrix.layout().rows();
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    matrix.readFloats(row, target, targetOffset);
  }
}
