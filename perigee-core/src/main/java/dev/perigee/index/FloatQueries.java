package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// A caller's rows of floats as queries of one index; encoded as they are read, as a single query
/// is.
final class FloatQueries implements VectorSource {

  private final VectorSpace space;
  private final float[][] rows;

  /// @param space of the index
  /// @param rows the queries; not changed while they are searched
  /// @throws InvalidRequestException if there are no rows to read
  FloatQueries(VectorSpace space, float[][] rows) {
    if (rows == null) {
      throw InvalidRequestException.of("queries", "rows of floats", "null");
    }
    this.space = space;
    this.rows = rows;
  }

  @Override
  public int dimension() {
    return space.dimension();
  }

  @Override
  public ElementType elementType() {
    return space.elementType();
  }

  @Override
  public long count() {
    return rows.length;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    space.encode("query", rows[(int) row], target, targetOffset);
  }
}
