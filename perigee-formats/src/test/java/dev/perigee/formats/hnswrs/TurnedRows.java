package dev.perigee.formats.hnswrs;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// Rows in the opposite order.
record TurnedRows(VectorSource rows) implements VectorSource {

  private long turned(long row) {
    return rows.count() - 1 - row;
  }

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
    return rows.id(turned(row));
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    rows.read(turned(row), target, targetOffset);
  }
}
