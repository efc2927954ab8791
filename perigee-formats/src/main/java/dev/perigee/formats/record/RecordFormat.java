package dev.perigee.formats.record;

import java.io.IOException;
import java.nio.file.Path;

/// A file format of records, found by `ServiceLoader`. Formats recognise files that no other does.
///
/// Implementations have no state.
public interface RecordFormat {

  /// How it is called, for messages.
  String name();

  /// Whether a file is of this format, from its content alone.
  ///
  /// @param head its first bytes, up to 64 KiB
  boolean recognises(byte[] head);

  /// Opens a file for reading from a row on.
  ///
  /// @param startRow number of the first row that is read; behind the end, there are none
  /// @throws IOException if the operating system refuses
  RecordSource open(Path path, RecordOptions options, long startRow) throws IOException;
}
