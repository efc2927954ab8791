package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import java.nio.file.Path;

/// A sparse matrix `[rows x columns]` of a `.csr` file of big-ann-benchmarks: for each row the
/// columns that are not zero, and their values.
///
/// ```
/// 0    i64   rows
/// 8    i64   columns
/// 16   i64   entries
/// 24         ( rows + 1 ) x i64: entries before each row, and all of them
///            entries x i32: columns, row by row
///            entries x f32: values
/// ```
///
/// The file is mapped and rows are read where they lie; opening compares the counts with the size.
/// Safe for several threads. Whoever opens it closes it.
public final class SparseMatrix implements AutoCloseable {

  private static final int HEADER_BYTES = 24;

  private final FileBytes file;
  private final long rows;
  private final int columns;
  private final long entries;
  private final long columnsAt;

  private SparseMatrix(FileBytes file, long rows, int columns, long entries, long columnsAt) {
    this.file = file;
    this.rows = rows;
    this.columns = columns;
    this.entries = entries;
    this.columnsAt = columnsAt;
  }

  /// Opens a file.
  ///
  /// @param path a regular file of the default file system
  /// @throws NotFoundException if there is no such file
  /// @throws CorruptionException if the counts contradict the size of the file
  /// @throws LimitExceededException above 2,147,483,647 columns
  /// @throws StorageException if the operating system refuses
  public static SparseMatrix open(Path path) {
    FileBytes file = FileBytes.open(path);
    try {
      return open(file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static SparseMatrix open(FileBytes file) {
    long rows = file.i64(0);
    long columns = file.i64(8);
    long entries = file.i64(16);
    long beginBytes = file.require(HEADER_BYTES, rows, Long.BYTES, "rows") + Long.BYTES;
    long columnsAt = HEADER_BYTES + beginBytes;
    long entryBytes = file.require(columnsAt, entries, Integer.BYTES + Float.BYTES, "entries");
    if (columnsAt + entryBytes != file.sizeBytes()) {
      throw file.corruption(
          columnsAt + entryBytes, "expected the end after " + entries + " entries, got more");
    }
    if (columns < 0) {
      throw file.corruption(8, "expected a count of columns, got " + columns);
    }
    if (columns > Integer.MAX_VALUE) {
      throw new LimitExceededException(
          file.name() + ": expected at most 2147483647 columns, got " + columns);
    }
    return new SparseMatrix(file, rows, (int) columns, entries, columnsAt);
  }

  /// Number of rows.
  public long rows() {
    return rows;
  }

  /// Number of columns.
  public int columns() {
    return columns;
  }

  /// Number of entries of all rows.
  public long entries() {
    return entries;
  }

  /// Entries of a row.
  ///
  /// @throws InvalidRequestException if there is no such row
  /// @throws CorruptionException if they are not among the entries of the file, or more than there
  ///   are columns
  /// @throws ClosedException if the file is closed
  public int count(long row) {
    long begin = begin(row);
    return (int) (file.i64(HEADER_BYTES + (row + 1) * Long.BYTES) - begin);
  }

  /// Copies the columns of a row that are not zero, in the order of the file.
  ///
  /// @return [#count] columns, each 0 to `columns() - 1`
  /// @throws InvalidRequestException if there is no such row
  /// @throws CorruptionException if the row is damaged
  /// @throws ClosedException if the file is closed
  public int[] columns(long row) {
    int[] found = new int[count(row)];
    long at = columnsAt + begin(row) * Integer.BYTES;
    file.i32s(at, found.length, found);
    for (int i = 0; i < found.length; i++) {
      if (found[i] < 0 || found[i] >= columns) {
        throw file.corruption(
            at + (long) i * Integer.BYTES,
            "expected a column below " + columns + ", got " + found[i]);
      }
    }
    return found;
  }

  /// Copies the values in those columns.
  ///
  /// @return [#count] values
  /// @throws InvalidRequestException if there is no such row
  /// @throws CorruptionException if the row is damaged
  /// @throws ClosedException if the file is closed
  public float[] values(long row) {
    int[] bits = new int[count(row)];
    file.i32s(columnsAt + (entries + begin(row)) * Float.BYTES, bits.length, bits);
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    return values;
  }

  /// Where a row begins among the entries; checked with where it ends.
  private long begin(long row) {
    if (row < 0 || row >= rows) {
      throw InvalidRequestException.of("row", "0 to " + (rows - 1), row);
    }
    long at = HEADER_BYTES + row * Long.BYTES;
    long begin = file.i64(at);
    long end = file.i64(at + Long.BYTES);
    if (begin < 0 || end < begin || end > entries || end - begin > columns) {
      throw file.corruption(
          at,
          "expected up to %d entries among %d, got %d to %d"
              .formatted(columns, entries, begin, end));
    }
    return begin;
  }

  /// Ends the mapping; later reads throw [ClosedException]. Closing twice does nothing.
  ///
  /// @throws StorageException if the operating system refuses
  @Override
  public void close() {
    file.close();
  }
}
