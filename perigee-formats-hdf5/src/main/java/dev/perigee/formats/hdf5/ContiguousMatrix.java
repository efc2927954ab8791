package dev.perigee.formats.hdf5;

import dev.perigee.formats.file.FileBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A matrix whose rows lie one behind the other in the file.
///
/// @param file the file
/// @param offset where the first row begins
/// @param rows how many there are
/// @param columns numbers of a row
/// @param kind how a number is stored
/// @param order of its bytes
record ContiguousMatrix(
    FileBytes file, long offset, long rows, int columns, NumberKind kind, ByteOrder order)
    implements HdfMatrix {

  /// Compares the size of the matrix with that of the file.
  ContiguousMatrix {
    file.require(offset, rows, (long) columns * kind.bytes(), "rows");
  }

  @Override
  public String source() {
    return file.name();
  }

  @Override
  public ByteBuffer row(long row) {
    int bytes = columns * kind.bytes();
    return ByteBuffer.wrap(file.bytes(offset + row * bytes, bytes)).order(order);
  }
}
