package dev.perigee.formats.foreign;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// Zero vectors of two components that all have the same id.
public record RowsOfOneId(long id, ElementType elementType, long count) implements VectorSource {

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  public long id(long row) {
    return id;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    target.asSlice(targetOffset, elementType.vectorBytes(dimension())).fill((byte) 0);
  }
}
