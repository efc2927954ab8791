package dev.perigee.vector;

import java.lang.foreign.MemorySegment;

/// Vectors that can be read by row number: a mapped file, an array, another index.
///
/// Implementations are safe for reading from several threads at once.
public interface VectorSource {

  /// Number of components of every vector.
  int dimension();

  /// How components are stored.
  ElementType elementType();

  /// Number of rows.
  long count();

  /// The caller's id of a row; the row number itself unless overridden.
  ///
  /// @param row 0 to `count() - 1`
  default long id(long row) {
    return row;
  }

  /// Copies one vector, little-endian, without padding.
  ///
  /// @param row 0 to `count() - 1`
  /// @param target receives `elementType().vectorBytes(dimension())` bytes
  /// @param targetOffset where in `target`, in bytes
  void read(long row, MemorySegment target, long targetOffset);
}
