package dev.perigee.cli.move;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.IntMatrix;
import dev.perigee.vector.Metric;

/// The whole numbers of a data set.
record WholeTable(IntMatrix matrix) implements NumberTable {

  @Override
  public long rows() {
    return matrix.rows();
  }

  @Override
  public int columns() {
    return matrix.columns();
  }

  @Override
  public ComponentType type() {
    return matrix.storedType();
  }

  @Override
  public boolean isBits() {
    return false;
  }

  @Override
  public Metric metric() {
    return null;
  }

  @Override
  public long id(long row) {
    return row;
  }

  @Override
  public void read(long row, long[] target) {
    matrix.readRow(row, target);
  }

  @Override
  public void read(long row, double[] target) {
    long[] wholes = new long[columns()];
    read(row, wholes);
    for (int i = 0; i < wholes.length; i++) {
      target[i] = wholes[i];
    }
  }

  @Override
  public void close() {
    matrix.close();
  }
}
