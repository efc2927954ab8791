package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.vector.Metric;

/// A table of numbers in any kind of file, read row by row, without loss. Whoever opens it closes
/// it. One thread.
interface NumberTable extends AutoCloseable {

  /// Number of rows.
  long rows();

  /// Numbers of a row.
  int columns();

  /// How a number is stored, or the nearest to that; bytes for bits.
  ComponentType type();

  /// Whether each number is a bit.
  boolean isBits();

  /// How rows are compared; null where the file does not say.
  Metric metric();

  /// The caller's id of a row; the number of the row where there are none.
  long id(long row);

  /// Copies a row of whole numbers.
  ///
  /// @param target receives [#columns()] numbers
  /// @throws dev.perigee.error.InvalidRequestException for one of 2^63 or above
  void read(long row, long[] target);

  /// Copies a row of any numbers; the other method keeps whole ones of more than 53 bits.
  ///
  /// @param target receives [#columns()] numbers
  void read(long row, double[] target);

  @Override
  void close();
}
