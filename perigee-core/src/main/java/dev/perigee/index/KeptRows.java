package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;

/// The rows of a source that were not removed, in their order. Four bytes a row of heap.
public final class KeptRows implements VectorSource {

  private final VectorSource all;
  private final int[] rows;

  /// @param all the source
  /// @param removed which rows of it are not kept
  /// @param count how many are kept
  /// @throws InvalidRequestException if that is not how many there are
  public KeptRows(VectorSource all, IntPredicate removed, long count) {
    this.all = all;
    rows = new int[Math.toIntExact(count)];
    int kept = 0;
    for (int row = 0; row < all.count(); row++) {
      if (!removed.test(row)) {
        if (kept == rows.length) {
          throw InvalidRequestException.of("removed", "as many rows as were told", "fewer");
        }
        rows[kept++] = row;
      }
    }
    if (kept < rows.length) {
      throw InvalidRequestException.of("removed", "as many rows as were told", "more");
    }
  }

  @Override
  public int dimension() {
    return all.dimension();
  }

  @Override
  public ElementType elementType() {
    return all.elementType();
  }

  @Override
  public long count() {
    return rows.length;
  }

  @Override
  public long id(long row) {
    return all.id(rows[(int) row]);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    all.read(rows[(int) row], target, targetOffset);
  }
}
