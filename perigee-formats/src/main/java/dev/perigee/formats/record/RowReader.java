package dev.perigee.formats.record;

import dev.perigee.error.PerigeeException;
import java.io.IOException;

/// The rows of a file, one after another: what a format implements.
///
/// [#advance] is cheap compared with [#read] where the format allows, so that rows can be passed
/// over. Owned by one thread.
public interface RowReader extends AutoCloseable {

  /// Moves to the next row, or to the first.
  ///
  /// @return false at the end
  /// @throws PerigeeException if the file is damaged so that nothing behind can be read
  /// @throws IOException if the operating system refuses
  boolean advance() throws IOException;

  /// Where the row lies that [#advance] moved to.
  RecordPosition position();

  /// The row that [#advance] moved to. Called at most once for a row.
  ///
  /// @throws BadRowException if it is no record, but the next row can be read
  /// @throws PerigeeException if the file is damaged so that nothing behind can be read
  /// @throws IOException if the operating system refuses
  RecordDraft read() throws IOException, BadRowException;

  /// Passes over rows from where the reader stands; fewer where the file ends.
  ///
  /// @throws IOException if the operating system refuses
  default void skip(long rows) throws IOException {
    for (long i = 0; i < rows && advance(); i++) {
      // Passing over is all there is to do.
    }
  }

  @Override
  void close() throws IOException;
}
