package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The door that rows of a source come in by.
///
/// @param space what a vector is
record SourceDoor(VectorSpace space) {

  /// Takes a row of a source that has passed the door.
  interface CheckedRow {
    void take(long row, MemorySegment vector, float inverseNorm);
  }

  /// Reads and checks rows, one after another.
  ///
  /// @throws InvalidRequestException naming the row, if a vector does not fit
  void forEach(VectorSource source, long first, long end, CheckedRow taker) {
    MemorySegment encoded = Arena.ofAuto().allocate(space.vectorBytes(), 64);
    for (long row = first; row < end; row++) {
      source.read(row, encoded, 0);
      float inverseNorm;
      try {
        inverseNorm = space.check("vector", encoded, 0);
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException(name(source, row) + ": " + e.getMessage());
      }
      taker.take(row, encoded, inverseNorm);
    }
  }

  /// What to call a row in an error.
  static String name(VectorSource source, long row) {
    return source instanceof IndexRows rows ? rows.name(row) : "row " + row;
  }
}
