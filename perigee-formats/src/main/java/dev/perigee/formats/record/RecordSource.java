package dev.perigee.formats.record;

import dev.perigee.error.ClosedException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The records of a file, front to back, in memory that does not grow with the file.
///
/// A reading can be taken up again: keep [RecordPosition#nextRow()] of the last record that was
/// dealt with and open the file with it.
///
/// Owned by one thread. Whoever opens it closes it.
public interface RecordSource extends AutoCloseable {

  /// Opens a file from its first row on, with [RecordOptions#DEFAULT].
  ///
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if no format recognises it
  /// @throws CorruptionException if it is damaged
  /// @throws StorageException if the operating system refuses
  static RecordSource open(Path path) {
    return open(path, RecordOptions.DEFAULT, 0);
  }

  /// Opens a file of any format that a module on the class path or module path knows.
  ///
  /// @param startRow number of the first row that is read; behind the end, there are none
  /// @throws NotFoundException if there is no such file
  /// @throws InvalidRequestException if no format recognises it, or a column that the options name
  ///   is not in it
  /// @throws CorruptionException if it is damaged
  /// @throws LimitExceededException if something in it is longer than the options allow
  /// @throws StorageException if the operating system refuses
  static RecordSource open(Path path, RecordOptions options, long startRow) {
    if (startRow < 0) {
      throw InvalidRequestException.of("startRow", "0 or more", startRow);
    }
    if (!Files.exists(path)) {
      throw new NotFoundException(path + ": expected a file, found none");
    }
    if (!Files.isRegularFile(path)) {
      throw InvalidRequestException.of(path.toString(), "a regular file", "a folder or a device");
    }
    try {
      return format(path).open(path, options, startRow);
    } catch (IOException e) {
      throw new StorageException("cannot read " + path, e);
    }
  }

  private static RecordFormat format(Path path) throws IOException {
    RecordFormat format = RecordFormat.of(path);
    if (format == null) {
      throw InvalidRequestException.of(
          path.toString(),
          "a file of records: " + String.join(", ", RecordFormat.names()),
          "something else");
    }
    return format;
  }

  /// The file.
  String name();

  /// What the file was found to be: `JSON lines`, `Parquet`.
  String kind();

  /// Whether what is nested is as a rule the text of JSON, as in tables.
  default boolean hasJsonAsText() {
    return false;
  }

  /// How many rows the file says it has, bad ones included; -1 where it does not say.
  default long rows() {
    return -1;
  }

  /// What the schema of the file says: names of columns, and their types as the format calls them;
  /// none where there is no schema.
  default Map<String, String> columns() {
    return Map.of();
  }

  /// The next record.
  ///
  /// @return null at the end
  /// @throws CorruptionException at a bad row, unless the options pass over them, and wherever the
  ///   file is damaged so that nothing behind can be read
  /// @throws LimitExceededException if something in the file is longer than the options allow
  /// @throws StorageException if the operating system refuses
  /// @throws ClosedException if the source is closed
  SourceRecord next();

  /// What was passed over or changed so far, a sentence each.
  List<String> notes();

  /// Ends the reading. Closing twice does nothing.
  @Override
  void close();
}
