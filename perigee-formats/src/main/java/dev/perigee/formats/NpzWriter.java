package dev.perigee.formats;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.AtomicFile;
import dev.perigee.formats.file.AtomicFileStream;
import dev.perigee.formats.file.SpoolFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes an archive of NumPy, arrays by name, row by row. `numpy.load` reads it, as [NpzFile]
/// does.
///
/// ```java
/// try (NpzWriter writer = NpzWriter.create(Path.of("all.npz"))) {
///   NpzWriter.Array vectors = writer.matrix("vectors", ComponentType.F32, 384);
///   NpzWriter.Array ids = writer.list("ids", ComponentType.I64);
///   vectors.write(vector);
///   ids.write(id);
///   writer.finish();
/// }
/// ```
///
/// The members are stored, so that they can be read in place; their sizes and checksums stand
/// before them, so they are put aside in hidden files first. The archive is one too, until
/// [#finish()] completes and syncs it and renames it to its name, replacing a file that had it.
///
/// One thread at a time. Whoever creates it closes it.
public final class NpzWriter implements AutoCloseable {

  /// The first that a zip archive can tell, as NumPy writes it.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path target;
  private final AtomicFile file;
  private final List<Array> arrays = new ArrayList<>();
  private boolean usable = true;

  private NpzWriter(Path target, AtomicFile file) {
    this.target = target;
    this.file = file;
  }

  /// Begins an archive.
  ///
  /// @throws InvalidRequestException if the path is none of a file
  /// @throws StorageException if the folder does not exist or refuses
  public static NpzWriter create(Path target) {
    if (target.getFileName() == null) {
      throw InvalidRequestException.of("target", "the path of a file", target);
    }
    return new NpzWriter(target, AtomicFile.create(target));
  }

  /// An array of an archive that is being written.
  public final class Array {

    private final String name;
    private final ComponentType type;
    private final int columns;
    private final boolean flat;
    private final SpoolFile numbers = SpoolFile.beside(target);
    private long rows;

    private Array(String name, ComponentType type, int columns, boolean flat) {
      this.name = name;
      this.type = type;
      this.columns = columns;
      this.flat = flat;
    }

    /// Appends a row.
    ///
    /// @param row its numbers, little-endian, and no more
    /// @throws InvalidRequestException if it has another length
    /// @throws LimitExceededException above 2,147,483,647 rows
    /// @throws ClosedException after [NpzWriter#finish()] or [NpzWriter#close()]
    /// @throws StorageException if the operating system refuses
    public void write(MemorySegment row) {
      requireUsable();
      int rowBytes = columns * type.widthBytes();
      if (row.byteSize() != rowBytes) {
        throw InvalidRequestException.of(name + " row", rowBytes + " bytes", row.byteSize());
      }
      if (rows == MatrixLayout.ROWS_MAX) {
        throw new LimitExceededException(target + ": expected at most " + rows + " rows, got more");
      }
      numbers.write(row.toArray(ValueLayout.JAVA_BYTE));
      rows++;
    }

    private byte[] head() {
      return flat ? NpyHead.row(type, rows) : NpyHead.matrix(type, rows, columns);
    }
  }

  /// Adds an array of two dimensions.
  ///
  /// @param type any but [ComponentType#BF16]
  /// @param columns numbers of a row, 1 to 65,536
  /// @throws InvalidRequestException for another type or number, or a name that is none or taken
  /// @throws StorageException if the operating system refuses
  public Array matrix(String name, ComponentType type, int columns) {
    if (columns < 1 || columns > MatrixLayout.COLUMNS_MAX) {
      throw InvalidRequestException.of("columns", "1 to " + MatrixLayout.COLUMNS_MAX, columns);
    }
    return add(name, type, columns, false);
  }

  /// Adds an array of one dimension, of which a row is a number.
  ///
  /// @param type any but [ComponentType#BF16]
  /// @throws InvalidRequestException for another type, or a name that is none or taken
  /// @throws StorageException if the operating system refuses
  public Array list(String name, ComponentType type) {
    return add(name, type, 1, true);
  }

  private Array add(String name, ComponentType type, int columns, boolean flat) {
    requireUsable();
    if (type == ComponentType.BF16) {
      throw InvalidRequestException.of("type", "any but BF16", type);
    }
    if (!name.matches("[A-Za-z0-9_.-]{1,100}")) {
      throw InvalidRequestException.of("name", "up to 100 letters, digits and any of _.-", name);
    }
    if (arrays.stream().anyMatch(array -> array.name.equals(name))) {
      throw InvalidRequestException.of("name", "a new one", name);
    }
    Array array = new Array(name, type, columns, flat);
    arrays.add(array);
    return array;
  }

  /// Completes the archive and gives it its name, durably. Write nothing afterwards.
  ///
  /// @throws ClosedException if called twice, or after [#close()]
  /// @throws StorageException if the operating system refuses
  public void finish() {
    requireUsable();
    usable = false;
    try (ZipOutputStream zip = new ZipOutputStream(new AtomicFileStream(file))) {
      for (Array array : arrays) {
        add(zip, array);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write " + target, e);
    }
    file.publish(new byte[0]);
  }

  private static void add(ZipOutputStream zip, Array array) throws IOException {
    byte[] head = array.head();
    CRC32 sum = new CRC32();
    OutputStream summed = new CheckedOutputStream(OutputStream.nullOutputStream(), sum);
    summed.write(head);
    array.numbers.copyTo(summed);
    ZipEntry entry = new ZipEntry(array.name + ".npy");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(head.length + array.numbers.sizeBytes());
    entry.setCrc(sum.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(head);
    array.numbers.copyTo(zip);
    zip.closeEntry();
  }

  private void requireUsable() {
    if (!usable) {
      throw new ClosedException(
          target + ": expected an archive being written, got one that is finished or closed");
    }
  }

  /// Drops what was written unless [#finish()] succeeded. Closing twice does nothing.
  ///
  /// @throws StorageException if a hidden file cannot be removed
  @Override
  public void close() {
    usable = false;
    try (file) {
      arrays.forEach(array -> array.numbers.close());
    }
  }
}
