package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Writes the ids of the rows of a file of vectors, a whole number each: ibin of 32 bits, or npy of
/// 64, an array of one dimension.
///
/// Appears under its name only by [#finish()], like the files of [VectorFileWriter]. One thread at
/// a time. Whoever creates it closes it.
public final class IdFileWriter implements AutoCloseable {

  private final MatrixWriter rows;
  private final MemorySegment encoded;

  private IdFileWriter(MatrixWriter rows) {
    this.rows = rows;
    this.encoded = MemorySegment.ofArray(new byte[rows.rowBytes()]);
  }

  /// Begins a file of the kind its name tells.
  ///
  /// @throws InvalidRequestException if the name ends neither in ibin nor in npy
  /// @throws StorageException if the folder does not exist or refuses
  public static IdFileWriter create(Path target) {
    return switch (DatasetKind.of(target)) {
      case IBIN -> new IdFileWriter(MatrixWriter.flat(target, DatasetKind.IBIN, ComponentType.I32));
      case NPY -> new IdFileWriter(MatrixWriter.flat(target, DatasetKind.NPY, ComponentType.I64));
      case FBIN, F16BIN, U8BIN, I8BIN, BBIN, FVECS, BVECS, DVECS, HVECS, IVECS ->
          throw InvalidRequestException.of(
              target.toString(), "a name that ends in ibin or npy", target.getFileName());
    };
  }

  /// Appends an id.
  ///
  /// @throws InvalidRequestException if it has more than the 32 bits of an ibin
  /// @throws LimitExceededException above 2,147,483,647 rows
  /// @throws ClosedException after [#finish()], [#close()] or a failure
  /// @throws StorageException if the operating system refuses
  public void write(long id) {
    if (rows.type() == ComponentType.I64) {
      encoded.set(LittleEndian.LONG, 0, id);
    } else if (id == (int) id) {
      encoded.set(LittleEndian.INT, 0, (int) id);
    } else {
      throw InvalidRequestException.of(
          "id", "32 bits, as an ibin has (an npy has 64)", Long.toString(id));
    }
    rows.write(encoded, 0);
  }

  /// Completes the file and gives it its name, durably. Write nothing afterwards.
  ///
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
