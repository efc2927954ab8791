package dev.perigee.testkit;

import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files of records for tests: taken from the resources, written, and read whole.
public final class Records {

  private Records() {}

  /// A fixture of the resources.
  ///
  /// @param test a class whose package the fixture belongs to
  public static byte[] bytes(Class<?> test, String name) {
    try (InputStream in = test.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A fixture of the resources, in a folder.
  ///
  /// @param test a class whose package the fixture belongs to
  public static Path copy(Class<?> test, String name, Path folder) {
    return write(folder.resolve(name), bytes(test, name));
  }

  /// Writes a file.
  ///
  /// @return the file
  public static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a file in UTF-8.
  ///
  /// @return the file
  public static Path write(Path path, String text) {
    return write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /// All records of a file of any format on the class path.
  public static List<SourceRecord> read(Path path) {
    return read(path, RecordOptions.DEFAULT, 0);
  }

  /// The records of a file from a row on.
  public static List<SourceRecord> read(Path path, RecordOptions options, long startRow) {
    List<SourceRecord> records = new ArrayList<>();
    try (RecordSource source = RecordSource.open(path, options, startRow)) {
      for (SourceRecord next = source.next(); next != null; next = source.next()) {
        records.add(next);
      }
    }
    return records;
  }
}
