package dev.perigee.formats.json;

import dev.perigee.formats.record.RecordTable;
import dev.perigee.formats.record.RecordTable.Kind;
import dev.perigee.formats.record.RecordWriter;
import dev.perigee.formats.record.RecordWriterFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Records for the tests of writers, and files of them.
final class WrittenFiles {

  /// Names and texts that would end a line, a field or a string, or would be taken for something
  /// else, if they were not escaped.
  static final List<String> TEXTS =
      List.of(
          "plain",
          "",
          "a \"quoted\" word, and a comma; \\ and \t tab",
          "two\nlines\r\nand a third",
          "grüße \u2028 日本語 \ud83d\ude00 \u0000 \u001f",
          "12",
          "-0.5e3",
          "007",
          "true",
          "null",
          "[0.1, 0.2]",
          "{\"a\": 1}");

  static final List<Long> IDS =
      List.of(0L, 7L, -3L, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE, 10_000_000_007L);

  private WrittenFiles() {}

  /// One record.
  record Written(Object id, Map<String, float[]> vectors, Map<String, Object> values) {}

  /// A record of nothing but an id and a vector `vector`.
  static Written of(Object id, float... vector) {
    return new Written(id, Map.of("vector", vector), Map.of());
  }

  static Map<String, Object> values(Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }

  /// A table of one vector `vector` of two components.
  static RecordTable table(boolean textIds, Map<String, Kind> values) {
    return new RecordTable(textIds, Map.of("vector", 2), values);
  }

  /// Writes a file.
  ///
  /// @return what was not kept
  static List<String> write(String format, Path target, RecordTable table, List<Written> records) {
    try (RecordWriter writer = RecordWriterFormat.of(format, target).create(target, table)) {
      records.forEach(record -> writer.write(record.id(), record.vectors(), record.values()));
      writer.finish();
      return writer.losses();
    }
  }

  /// Names of what is in a folder.
  static List<String> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
