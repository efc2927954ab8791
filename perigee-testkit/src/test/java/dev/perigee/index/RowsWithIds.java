package dev.perigee.index;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// Rows whose ids do not start at 0.
///
/// @param rows the vectors
/// @param firstId of row 0
record RowsWithIds(VectorData rows, long firstId) implements VectorSource {

  @Override
  public int dimension() {
    return rows.dimension();
  }

  @Override
  public ElementType elementType() {
    return rows.elementType();
  }

  @Override
  public long count() {
    return rows.count();
  }

  @Override
  public long id(long row) {
    return firstId + row;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    rows.read(row, target, targetOffset);
  }
}
