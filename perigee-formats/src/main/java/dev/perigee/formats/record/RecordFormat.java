package dev.perigee.formats.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/// A file format of records, found by `ServiceLoader`. Formats recognise files that no other does.
///
/// Implementations have no state.
public interface RecordFormat {

  /// Most bytes of a file that are looked at to recognise it.
  int HEAD_BYTES = 1 << 16;

  /// How it is called, for messages.
  String name();

  /// Whether a file is of this format, from its content alone.
  ///
  /// @param head its first bytes, up to 64 KiB
  boolean recognises(byte[] head);

  /// The format of a file, of those that a module on the class path or module path knows.
  ///
  /// @return null if none recognises it
  /// @throws IOException if the operating system refuses
  static RecordFormat of(Path path) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(path)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    for (RecordFormat format : ServiceLoader.load(RecordFormat.class)) {
      if (format.recognises(head)) {
        return format;
      }
    }
    return null;
  }

  /// Names of all formats that a module on the class path or module path knows.
  static List<String> names() {
    return ServiceLoader.load(RecordFormat.class).stream()
        .map(known -> known.get().name())
        .sorted()
        .toList();
  }

  /// Opens a file for reading from a row on.
  ///
  /// @param startRow number of the first row that is read; behind the end, there are none
  /// @throws IOException if the operating system refuses
  RecordSource open(Path path, RecordOptions options, long startRow) throws IOException;
}
