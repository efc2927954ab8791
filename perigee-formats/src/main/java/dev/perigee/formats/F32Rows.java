package dev.perigee.formats;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// The rows of a file, each component converted to a float as it is read.
///
/// Safe for several threads. Does not own the file.
record F32Rows(VectorFile file) implements VectorSource {

  @Override
  public int dimension() {
    return file.dimension();
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public long count() {
    return file.count();
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    file.readFloats(row, target, targetOffset);
  }
}
