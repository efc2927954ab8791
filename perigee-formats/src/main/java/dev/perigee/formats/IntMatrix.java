package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import java.nio.file.Path;

/// A data-set file of whole numbers `[rows x columns]`: ids, or the neighbours of each query.
///
/// Reads ibin, ivecs, u8bin, i8bin, bvecs and npy of any whole-number type. Ground truth of
/// big-ann-benchmarks, named `.ibin` or `.bin`, comes with or without a distance for each id; the
/// size of the file tells which:
///
/// ```
/// 0   u32   rows
/// 4   u32   columns
/// 8         rows x columns i32 ids
///           rows x columns f32 distances, if the size is 8 + rows * columns * 8
/// ```
///
/// The file is mapped; opening reads the header alone. Numbers are not checked to be row numbers of
/// anything. Safe for several threads. Whoever opens it closes it.
public final class IntMatrix implements AutoCloseable {

  private final MatrixFile matrix;
  private final boolean hasDistances;

  private IntMatrix(MatrixFile matrix) {
    this.matrix = matrix;
    this.hasDistances =
        matrix.kind() == DatasetKind.IBIN
            && BinLayout.hasDistances(matrix.file(), rows(), columns());
  }

  /// Opens a file whose kind is told by its first bytes (npy) or else by its name.
  ///
  /// @param path a regular file of the default file system
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if the kind is unknown or holds no whole numbers
  /// @throws CorruptionException if the header is damaged or contradicts the size of the file
  /// @throws LimitExceededException above 65,536 columns or 2,147,483,647 rows
  /// @throws UnsupportedVersionException for a NumPy array of a version above 3
  /// @throws StorageException if the operating system refuses
  public static IntMatrix open(Path path) {
    return open(path, DatasetKind.extensionOf(path).equals("bin") ? DatasetKind.IBIN : null);
  }

  /// Opens a file of a known kind, whatever its name.
  ///
  /// @param kind what the file is; null to tell by its first bytes (npy) or else by its name
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if the kind is unknown or holds no whole numbers
  /// @throws CorruptionException if the header is damaged or contradicts the size of the file
  /// @throws LimitExceededException above 65,536 columns or 2,147,483,647 rows
  /// @throws UnsupportedVersionException for a NumPy array of a version above 3
  /// @throws StorageException if the operating system refuses
  public static IntMatrix open(Path path, DatasetKind kind) {
    return of(MatrixFile.open(path, kind, true));
  }

  /// Takes over a matrix; closes it if it holds no whole numbers.
  static IntMatrix of(MatrixFile matrix) {
    try {
      boolean packed = matrix.kind() == DatasetKind.BBIN;
      if (packed || !matrix.layout().type().isInteger()) {
        throw InvalidRequestException.of(
            matrix.path().toString(),
            "whole numbers",
            (packed ? "packed bits" : matrix.layout().type()) + ", which is read as a VectorFile");
      }
      return new IntMatrix(matrix);
    } catch (RuntimeException | Error e) {
      matrix.close();
      throw e;
    }
  }

  /// The file.
  public Path path() {
    return matrix.path();
  }

  /// What the file is.
  public DatasetKind kind() {
    return matrix.kind();
  }

  /// How the file stores a number.
  public ComponentType storedType() {
    return matrix.layout().type();
  }

  /// Number of rows, 0 to 2,147,483,647.
  public long rows() {
    return matrix.layout().rows();
  }

  /// Numbers in each row, 1 to 65,536.
  public int columns() {
    return matrix.layout().columns();
  }

  /// One number. Checks the size of the file each time: for whole rows [#readRow] is faster.
  ///
  /// @throws InvalidRequestException if the row or column is out of range
  /// @throws CorruptionException if an ivecs or bvecs row states another length than the first, or
  ///   the file has been truncated since it was opened
  /// @throws LimitExceededException if the number is unsigned and above 2^63 - 1
  /// @throws ClosedException if the file is closed
  public long get(long row, int column) {
    requireColumn(column);
    long number = matrix.longAt(row, column);
    requireSigned(row, column, number);
    return number;
  }

  /// Copies one row.
  ///
  /// @param target receives [#columns()] numbers from its start
  /// @throws InvalidRequestException if the row is out of range or the target too short
  /// @throws CorruptionException if an ivecs or bvecs row states another length than the first, or
  ///   the file has been truncated since it was opened
  /// @throws LimitExceededException if a number is unsigned and above 2^63 - 1
  /// @throws ClosedException if the file is closed
  public void readRow(long row, long[] target) {
    if (target.length < columns()) {
      throw InvalidRequestException.of(
          "target", "room for " + columns() + " numbers", target.length);
    }
    matrix.readLongs(row, target);
    for (int column = 0; column < columns(); column++) {
      requireSigned(row, column, target[column]);
    }
  }

  /// True if each id has a distance; only ground truth in an ibin has.
  public boolean hasDistances() {
    return hasDistances;
  }

  /// The distance of one id, as the data set defines it (squared Euclidean, inner product ...).
  ///
  /// @throws InvalidRequestException if there are none, or the row or column is out of range
  /// @throws CorruptionException if the file has been truncated since it was opened
  /// @throws ClosedException if the file is closed
  public float distance(long row, int column) {
    requireColumn(column);
    if (!hasDistances) {
      throw InvalidRequestException.of(path().toString(), "ids with distances", "ids alone");
    }
    if (row < 0 || row >= rows()) {
      throw InvalidRequestException.of("row", "0 to " + (rows() - 1), row);
    }
    long number = (rows() + row) * columns() + column;
    int bits = matrix.file().intAt(BinLayout.HEADER_BYTES + number * Float.BYTES);
    return Float.intBitsToFloat(bits);
  }

  private void requireColumn(int column) {
    if (column < 0 || column >= columns()) {
      throw InvalidRequestException.of("column", "0 to " + (columns() - 1), column);
    }
  }

  private void requireSigned(long row, int column, long number) {
    if (number < 0 && matrix.layout().type() == ComponentType.U64) {
      throw new LimitExceededException(
          "%s row %d column %d: expected at most 2^63 - 1, got %s"
              .formatted(path(), row, column, Long.toUnsignedString(number)));
    }
  }

  /// Ends the mapping; later reads throw [ClosedException]. Closing twice does nothing.
  ///
  /// @throws StorageException if the operating system refuses
  @Override
  public void close() {
    matrix.close();
  }
}
