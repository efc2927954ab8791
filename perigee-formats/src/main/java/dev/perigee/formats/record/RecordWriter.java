package dev.perigee.formats.record;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.util.List;
import java.util.Map;

/// Writes a file of records, one after another, in memory that does not grow with the file; it
/// appears under its name when it is complete.
///
/// One thread at a time. Whoever creates it closes it.
public interface RecordWriter extends AutoCloseable {

  /// Appends a record.
  ///
  /// @param id a Long or a String, as the table says
  /// @param vectors by the names of the table; one that is missing is left out or null in the file
  /// @param values by the names of the table; others are not written
  /// @throws InvalidRequestException if something is not as the table says, or the format cannot
  ///   hold it; nothing was written then
  /// @throws StorageException if the operating system refuses
  void write(Object id, Map<String, float[]> vectors, Map<String, ?> values);

  /// What was not kept exactly so far, a sentence each; none where everything was. Whoever does not
  /// accept that closes the writer and does not finish it.
  default List<String> losses() {
    return List.of();
  }

  /// Completes the file, syncs it and gives it its name, in the place of one that had it.
  ///
  /// @throws StorageException if the operating system refuses
  void finish();

  /// Deletes what was written, unless it was finished. Closing twice does nothing.
  @Override
  void close();
}
