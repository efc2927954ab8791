package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Writes a data-set file of whole numbers row by row: of 32 bits as ibin, ivecs or npy of `<i4`,
/// of 64 bits as npy of `<i8`.
///
/// Appears under its name only by [#finish()], like the files of [VectorFileWriter]. One thread at
/// a time. Whoever creates it closes it.
public final class IntMatrixWriter implements AutoCloseable {

  private final MatrixWriter rows;
  private final MemorySegment encoded;

  private IntMatrixWriter(MatrixWriter rows) {
    this.rows = rows;
    this.encoded = MemorySegment.ofArray(new byte[rows.rowBytes()]);
  }

  /// Begins a file of the kind its name tells.
  ///
  /// @param columns length of every row, 1 to 65,536
  /// @throws InvalidRequestException if the name ends in none of ibin, ivecs, npy, or the length is
  ///   out of range
  /// @throws StorageException if the folder does not exist or refuses
  public static IntMatrixWriter create(Path target, int columns) {
    return create(target, DatasetKind.of(target), columns);
  }

  /// Begins a file of a given kind, whatever its name.
  ///
  /// @param kind [DatasetKind#IBIN], [DatasetKind#IVECS] or [DatasetKind#NPY]
  /// @param columns length of every row, 1 to 65,536
  /// @throws InvalidRequestException for another kind or a length out of range
  /// @throws StorageException if the folder does not exist or refuses
  public static IntMatrixWriter create(Path target, DatasetKind kind, int columns) {
    return create(target, kind, ComponentType.I32, columns);
  }

  /// Begins a file of a given kind, whatever its name, with numbers of 32 or 64 bits.
  ///
  /// @param kind [DatasetKind#IBIN], [DatasetKind#IVECS] or [DatasetKind#NPY]
  /// @param type [ComponentType#I32], or [ComponentType#I64] for an npy
  /// @param columns length of every row, 1 to 65,536
  /// @throws InvalidRequestException for another kind or type, or a length out of range
  /// @throws StorageException if the folder does not exist or refuses
  public static IntMatrixWriter create(
      Path target, DatasetKind kind, ComponentType type, int columns) {
    boolean known =
        type == ComponentType.I32 || (type == ComponentType.I64 && kind == DatasetKind.NPY);
    if (!known || (kind.type() != null && kind.type() != ComponentType.I32)) {
      throw InvalidRequestException.of(
          target.toString(), "one of ibin, ivecs, npy", kind + " of " + type);
    }
    return new IntMatrixWriter(new MatrixWriter(target, kind, type, columns));
  }

  /// Numbers in each row.
  public int columns() {
    return rows.columns();
  }

  /// Rows written so far.
  public long rows() {
    return rows.rows();
  }

  /// Appends a row.
  ///
  /// @param row [#columns()] numbers
  /// @throws InvalidRequestException if the length is wrong
  /// @throws LimitExceededException above 2,147,483,647 rows
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void write(int[] row) {
    if (row.length != columns()) {
      throw InvalidRequestException.of("row", columns() + " numbers", row.length);
    }
    for (int i = 0; i < row.length; i++) {
      put(i, row[i]);
    }
    rows.write(encoded, 0);
  }

  /// Appends a row.
  ///
  /// @param row [#columns()] numbers
  /// @throws InvalidRequestException if the length is wrong, or a number does not fit
  /// @throws LimitExceededException above 2,147,483,647 rows
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void write(long[] row) {
    if (row.length != columns()) {
      throw InvalidRequestException.of("row", columns() + " numbers", row.length);
    }
    for (int i = 0; i < row.length; i++) {
      if (rows.type() == ComponentType.I32 && row[i] != (int) row[i]) {
        throw InvalidRequestException.of("column " + i, "a number of 32 bits", row[i]);
      }
      put(i, row[i]);
    }
    rows.write(encoded, 0);
  }

  private void put(int column, long number) {
    if (rows.type() == ComponentType.I32) {
      encoded.set(LittleEndian.INT, 4L * column, (int) number);
    } else {
      encoded.set(LittleEndian.LONG, 8L * column, number);
    }
  }

  /// Completes the file and gives it its name, durably. Write nothing afterwards.
  ///
  /// @throws InvalidRequestException for an ivecs without rows, which could not be read
  /// @throws ClosedException if called twice, or after [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void finish() {
    rows.finish();
  }

  /// Drops what was written unless [#finish()] succeeded. Closing twice does nothing.
  ///
  /// @throws StorageException if the hidden file cannot be removed
  @Override
  public void close() {
    rows.close();
  }
}
