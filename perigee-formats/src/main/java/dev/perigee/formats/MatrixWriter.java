package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.AtomicFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Writes rows of numbers in any kind of data-set file; see [DatasetKind] for the bytes.
///
/// The header has a fixed length for each kind, so that it can be written first with no rows and
/// replaced once their number is known. One thread at a time.
final class MatrixWriter implements AutoCloseable {

  private final Path target;
  private final DatasetKind kind;
  private final ComponentType type;
  private final int columns;
  private final boolean flat;
  private final MemorySegment dimension;
  private final AtomicFile file;
  private long rows;

  /// @throws InvalidRequestException if the row length is not 1 to 65,536
  /// @throws StorageException if no file can be created there
  MatrixWriter(Path target, DatasetKind kind, ComponentType type, int columns) {
    this(target, kind, type, columns, false);
  }

  private MatrixWriter(
      Path target, DatasetKind kind, ComponentType type, int columns, boolean flat) {
    if (columns < 1 || columns > MatrixLayout.COLUMNS_MAX) {
      throw InvalidRequestException.of("dimension", "1 to " + MatrixLayout.COLUMNS_MAX, columns);
    }
    if (target.getFileName() == null) {
      throw InvalidRequestException.of("target", "the path of a file", target);
    }
    this.target = target;
    this.kind = kind;
    this.type = type;
    this.columns = columns;
    this.flat = flat;
    this.dimension = MemorySegment.ofArray(littleEndian(columns));
    this.file = AtomicFile.create(target);
    byte[] header = header();
    file.write(MemorySegment.ofArray(header), 0, header.length);
  }

  /// A row of numbers, which NumPy takes for an array of one dimension.
  static MatrixWriter flat(Path target, DatasetKind kind, ComponentType type) {
    return new MatrixWriter(target, kind, type, 1, true);
  }

  DatasetKind kind() {
    return kind;
  }

  ComponentType type() {
    return type;
  }

  int columns() {
    return columns;
  }

  long rows() {
    return rows;
  }

  /// Bytes of one row without its dimension.
  int rowBytes() {
    return kind.numbers(columns) * type.widthBytes();
  }

  /// Appends a row in its stored form.
  ///
  /// @throws InvalidRequestException if the source is too short
  /// @throws LimitExceededException above 2,147,483,647 rows
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  void write(MemorySegment source, long offset) {
    if (offset < 0 || offset > source.byteSize() - rowBytes()) {
      throw InvalidRequestException.of(
          "row", rowBytes() + " bytes from byte " + offset, source.byteSize() + " bytes in all");
    }
    if (rows == MatrixLayout.ROWS_MAX) {
      throw new LimitExceededException(target + ": expected at most " + rows + " rows, got more");
    }
    if (kind.repeatsDimension()) {
      file.write(dimension, 0, dimension.byteSize());
    }
    file.write(source, offset, rowBytes());
    rows++;
  }

  /// Completes the file and gives it its name.
  void finish() {
    if (kind.repeatsDimension() && rows == 0) {
      throw InvalidRequestException.of(
          "rows", "at least 1, since an empty " + kind.extension() + " states no dimension", 0);
    }
    file.publish(header());
  }

  private byte[] header() {
    return switch (kind) {
      case FBIN, F16BIN, U8BIN, I8BIN, BBIN, IBIN -> littleEndian(Math.toIntExact(rows), columns);
      case FVECS, BVECS, DVECS, HVECS, IVECS -> new byte[0];
      case NPY -> flat ? NpyHead.row(type, rows) : NpyHead.matrix(type, rows, columns);
    };
  }

  private static byte[] littleEndian(int... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    return bytes.array();
  }

  @Override
  public void close() {
    file.close();
  }
}
