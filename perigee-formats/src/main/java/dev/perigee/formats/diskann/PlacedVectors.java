package dev.perigee.formats.diskann;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.StoredComponents;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.function.LongUnaryOperator;

/// Vectors that lie somewhere in a file: `float` as F32, `int8` as INT8, `uint8` widened to F32.
///
/// Safe for several threads. Does not own the file.
///
/// @param count rows
/// @param components of a row
/// @param places where each row begins
record PlacedVectors(long count, StoredComponents components, LongUnaryOperator places)
    implements VectorSource {

  @Override
  public int dimension() {
    return components.dimension();
  }

  @Override
  public ElementType elementType() {
    return components.type() == ComponentType.I8 ? ElementType.INT8 : ElementType.F32;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    long at = places.applyAsLong(requireRow(row, count));
    if (elementType() == ElementType.INT8) {
      components.readStored(at, target, targetOffset);
    } else {
      components.readFloats(at, target, targetOffset);
    }
  }

  /// @throws InvalidRequestException if there is no such row
  static int requireRow(long row, long count) {
    if (row < 0 || row >= count) {
      throw InvalidRequestException.of("row", "0 to " + (count - 1), row);
    }
    return (int) row;
  }
}
