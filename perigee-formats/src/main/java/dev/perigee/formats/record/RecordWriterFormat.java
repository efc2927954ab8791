package dev.perigee.formats.record;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// A file format that records are written in; modules tell of theirs by [RecordWriterFormats].
///
/// Implementations have no state.
public interface RecordWriterFormat {

  /// How it is asked for, in capitals: `PARQUET`, `JSON_LINES`.
  String name();

  /// Extensions of names by which it is chosen where nobody asks for one, without a dot and in
  /// lower case; none for a format that has to be asked for.
  List<String> extensions();

  /// Whether a file whose name ends in `.gz` is written in gzip, so that the extension before that
  /// tells the format.
  default boolean packs() {
    return false;
  }

  /// Whether the file has the ids of the records; else only their order tells them.
  default boolean keepsIds(RecordTable table) {
    return true;
  }

  /// Whether records may have values beside their vectors.
  default boolean keepsValues() {
    return true;
  }

  /// Starts a file; nothing is there under its name yet.
  ///
  /// @throws InvalidRequestException if the format cannot hold such a table; says what
  /// @throws StorageException if the folder does not exist or refuses a new file
  RecordWriter create(Path target, RecordTable table);

  /// All formats that a module on the class path or module path knows, in the order of their names.
  static List<RecordWriterFormat> all() {
    return ServiceLoader.load(RecordWriterFormats.class).stream()
        .flatMap(module -> module.get().formats().stream())
        .sorted(Comparator.comparing(RecordWriterFormat::name))
        .toList();
  }

  /// The format that somebody asks for.
  ///
  /// @param name in any case; null for the one that the target's extension tells
  /// @throws InvalidRequestException if there is none
  static RecordWriterFormat of(String name, Path target) {
    String file = String.valueOf(target.getFileName());
    for (RecordWriterFormat format : all()) {
      boolean asked = name == null ? format.isToldBy(file) : format.name().equalsIgnoreCase(name);
      if (asked) {
        return format;
      }
    }
    String names = all().stream().map(RecordWriterFormat::name).collect(Collectors.joining(", "));
    throw InvalidRequestException.of(
        "format",
        "one of " + names + (name == null ? ", which the name " + file + " does not tell" : ""),
        name == null ? "none" : name);
  }

  private boolean isToldBy(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    String plain = packs() && isPacked(file) ? name.substring(0, name.length() - 3) : name;
    return extensions().contains(plain.substring(plain.lastIndexOf('.') + 1));
  }

  /// Whether a name asks for gzip, of a format that packs.
  static boolean isPacked(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".gz");
  }
}
