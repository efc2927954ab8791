package dev.perigee.formats.hdf5;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// The rows of a matrix as vectors of bits. Safe for several threads; does not own the file.
///
/// @param name of the data set, for errors
/// @param matrix the rows
/// @param dimension number of bits
/// @param packed whether a number has eight of them, the first in the highest place as
///   `numpy.packbits` does it; else each number is 0 or 1
record BitMatrix(String name, HdfMatrix matrix, int dimension, boolean packed)
    implements VectorSource {

  private static final int ROWS_LOOKED_AT = 1000;

  /// Finds out how bits are stored: bytes are packed if that many of them hold the dimension that
  /// is stated, or if none is stated and some of the first 1,000 rows are neither 0 nor 1.
  ///
  /// @param stated dimension; 0 for none
  static BitMatrix of(String name, HdfMatrix matrix, int stated) {
    int columns = matrix.columns();
    boolean packed =
        (matrix.kind() == NumberKind.U8 || matrix.kind() == NumberKind.I8)
            && stated != columns
            && (stated == 0 ? hasOthers(matrix) : (stated + 7) / 8 == columns);
    int dimension = !packed ? columns : stated == 0 ? 8 * columns : stated;
    return new BitMatrix(name, matrix, dimension, packed);
  }

  private static boolean hasOthers(HdfMatrix matrix) {
    for (long row = 0; row < Math.min(ROWS_LOOKED_AT, matrix.rows()); row++) {
      ByteBuffer bytes = matrix.row(row);
      while (bytes.hasRemaining()) {
        if ((bytes.get() & 0xfe) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public ElementType elementType() {
    return ElementType.BIT;
  }

  @Override
  public long count() {
    return matrix.rows();
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if the row is out of range
  /// @throws CorruptionException if a number is neither 0 nor 1, or bits are set behind the last
  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    if (row < 0 || row >= count()) {
      throw InvalidRequestException.of(name + " row", "0 to " + (count() - 1), row);
    }
    ByteBuffer numbers = matrix.row(row);
    byte[] bits = new byte[(dimension + 7) / 8];
    for (int i = 0; i < (packed ? 8 * bits.length : dimension); i++) {
      double bit =
          packed ? numbers.get(i / 8) >> (7 - i % 8) & 1 : matrix.kind().number(numbers, i);
      if ((bit != 0 && bit != 1) || (bit != 0 && i >= dimension)) {
        throw HdfErrors.damaged(
            matrix.source(), "bits in " + name + " row " + row, bit + " in column " + i);
      }
      bits[i / 8] |= (byte) ((int) bit << (i % 8));
    }
    MemorySegment.copy(bits, 0, target, ValueLayout.JAVA_BYTE, targetOffset, bits.length);
  }
}
