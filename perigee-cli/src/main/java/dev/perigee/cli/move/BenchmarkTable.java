package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.hdf5.BenchmarkFile;
import dev.perigee.formats.hdf5.NeighborTable;
import dev.perigee.vector.Metric;

/// The numbers of a data set of HDF5.
///
/// @param file what to close
record BenchmarkTable(NeighborTable table, BenchmarkFile file) implements NumberTable {

  @Override
  public long rows() {
    return table.rows();
  }

  @Override
  public int columns() {
    return table.columns();
  }

  @Override
  public ComponentType type() {
    return table.storedType();
  }

  @Override
  public boolean isBits() {
    return false;
  }

  @Override
  public Metric metric() {
    return file.description().metric();
  }

  @Override
  public long id(long row) {
    return row;
  }

  @Override
  public void read(long row, long[] target) {
    System.arraycopy(table.wholes(row), 0, target, 0, columns());
  }

  @Override
  public void read(long row, double[] target) {
    System.arraycopy(table.numbers(row), 0, target, 0, columns());
  }

  @Override
  public void close() {
    file.close();
  }
}
