package dev.perigee.cli.data;

import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;

/// How far an import has come, in a small file beside the database: the rows of one source, as long
/// as it has the same length and time, that are durable in one collection.
///
/// Written after each chunk. What a kill loses of it is written again, which changes nothing, since
/// documents have ids.
final class ImportPosition {

  private final Path file;
  private final String about;

  /// @param folder of the database
  /// @param source the file that is imported
  ImportPosition(Path folder, String collection, Path source) {
    try {
      Path absolute = source.toAbsolutePath().normalize();
      about =
          "%s %d %d"
              .formatted(
                  absolute, Files.size(source), Files.getLastModifiedTime(source).toMillis());
      String hash = HexFormat.of().toHexDigits(absolute.toString().hashCode());
      file = folder.resolve("imports").resolve(collection + "-" + hash);
    } catch (IOException e) {
      throw new StorageException("could not read " + source, e);
    }
  }

  /// The first row that is not imported; 0 if the source is another by now.
  long read() {
    try {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      boolean same = lines.size() == 2 && lines.getFirst().equals(about);
      return same ? Long.parseLong(lines.getLast()) : 0;
    } catch (IOException | NumberFormatException e) {
      return 0; // from the start again, which changes nothing
    }
  }

  /// Notes that the rows before one are durable.
  void write(long nextRow) {
    try {
      Files.createDirectories(file.getParent());
      Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
      Files.write(temporary, List.of(about, Long.toString(nextRow)));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StorageException("could not write " + file, e);
    }
  }
}
