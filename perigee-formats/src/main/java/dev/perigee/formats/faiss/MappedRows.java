package dev.perigee.formats.faiss;

import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;

/// Vectors whose ids come from a map: the number that a row has inside leads to its id.
///
/// @param inside the vectors
/// @param ids of eight bytes each
record MappedRows(VectorSource inside, Elements ids) implements VectorSource {

  @Override
  public int dimension() {
    return inside.dimension();
  }

  @Override
  public ElementType elementType() {
    return inside.elementType();
  }

  @Override
  public long count() {
    return inside.count();
  }

  /// {@inheritDoc}
  ///
  /// @throws dev.perigee.error.CorruptionException if the number inside is not in the map
  @Override
  public long id(long row) {
    long number = inside.id(row);
    if (number < 0 || number >= ids.count()) {
      throw ids.file()
          .corruption(
              ids.at(),
              "expected a number below %d in row %d, got %d".formatted(ids.count(), row, number));
    }
    return ids.i64(number);
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    inside.read(row, target, targetOffset);
  }
}
