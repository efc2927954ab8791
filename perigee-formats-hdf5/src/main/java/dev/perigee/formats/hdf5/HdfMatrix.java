package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import java.nio.ByteBuffer;

/// A data set of two dimensions, read row by row. Safe for several threads.
interface HdfMatrix {

  /// The file, for errors.
  String source();

  /// Number of rows.
  long rows();

  /// Numbers of a row.
  int columns();

  /// How a number is stored.
  NumberKind kind();

  /// The bytes of a row, in a buffer that has the order of their numbers.
  ///
  /// @param row 0 to `rows() - 1`
  /// @throws CorruptionException if they cannot be read
  ByteBuffer row(long row);
}
