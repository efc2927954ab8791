package dev.perigee.formats.diskann;

import dev.perigee.formats.file.CompanionFile;
import dev.perigee.formats.file.FileBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The files of an index, of which the one that was named is there and others may be, in the same
/// folder; all that were opened are closed together.
///
/// Owned by one thread until all are open.
final class DiskAnnFiles implements AutoCloseable {

  private final Path path;
  private final Map<Path, FileBytes> opened = new HashMap<>();

  private DiskAnnFiles(Path path) {
    this.path = path;
  }

  /// @param path of a file, or `P` for `P_disk.index`
  static DiskAnnFiles named(Path path) {
    DiskAnnFiles files = new DiskAnnFiles(path);
    Path disk = files.with(DiskIndex.SUFFIX);
    return !Files.exists(path) && CompanionFile.exists(path, disk) ? new DiskAnnFiles(disk) : files;
  }

  Path path() {
    return path;
  }

  /// Name of the file that was named.
  String name() {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }

  /// The file whose name is longer by a suffix.
  Path with(String suffix) {
    return path.resolveSibling(name() + suffix);
  }

  /// The file whose name ends otherwise.
  Path instead(String suffix, String other) {
    return path.resolveSibling(name().substring(0, name().length() - suffix.length()) + other);
  }

  /// Opens a file, once.
  ///
  /// @throws dev.perigee.error.NotFoundException if there is none
  /// @throws dev.perigee.error.InvalidRequestException if it is a link that leads out of the folder
  FileBytes open(Path file) {
    CompanionFile.require(path, file);
    return opened.computeIfAbsent(file, FileBytes::open);
  }

  /// Opens a file; null if there is none.
  ///
  /// @throws dev.perigee.error.InvalidRequestException if it is a link that leads out of the folder
  FileBytes openIfThere(Path file) {
    return Files.exists(file) ? open(file) : null;
  }

  @Override
  public void close() {
    opened.values().forEach(FileBytes::close);
  }
}
