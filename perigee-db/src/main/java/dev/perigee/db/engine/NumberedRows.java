package dev.perigee.db.engine;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// The rows of an index with the numbers of their documents for ids.
///
/// @param rows the vectors
/// @param numbers of the documents; rows that were removed have some beyond all others
record NumberedRows(VectorSource rows, AdoptedNumbers numbers) implements VectorSource {

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
    int number = numbers.of((int) row);
    return number < 0 ? numbers.documents() + row : number;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    rows.read(row, target, targetOffset);
  }
}
