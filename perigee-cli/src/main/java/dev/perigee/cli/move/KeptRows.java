package dev.perigee.cli.move;

import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// The rows of an index that were not removed, in their order.
final class KeptRows implements VectorSource {

  private final ForeignIndex index;
  private final int[] rows;

  KeptRows(ForeignIndex index) {
    this.index = index;
    int count = Math.toIntExact(index.vectors().count());
    rows = new int[count - Math.toIntExact(index.description().removed())];
    int kept = 0;
    for (int row = 0; row < count; row++) {
      if (!index.isRemoved(row)) {
        rows[kept++] = row;
      }
    }
  }

  @Override
  public int dimension() {
    return index.vectors().dimension();
  }

  @Override
  public ElementType elementType() {
    return index.vectors().elementType();
  }

  @Override
  public long count() {
    return rows.length;
  }

  @Override
  public long id(long row) {
    return index.vectors().id(rows[(int) row]);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    index.vectors().read(rows[(int) row], target, targetOffset);
  }
}
