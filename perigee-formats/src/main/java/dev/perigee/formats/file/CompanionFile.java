package dev.perigee.formats.file;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Files that are opened because they lie beside one that was named.
///
/// Whoever hands over a folder decides what its links lead to. So that no file outside it is read
/// that nobody named, a companion has to be in the folder in which it was found: a symbolic link
/// that leads out is refused. The named file itself may be such a link, since it was asked for.
public final class CompanionFile {

  private CompanionFile() {}

  /// Whether a companion is there.
  ///
  /// @param named the file that was named, or the name that several files share
  /// @throws InvalidRequestException if it is a link that leads out of the folder of `named`, or no
  ///   regular file
  /// @throws StorageException if the operating system refuses
  public static boolean exists(Path named, Path companion) {
    if (!Files.exists(companion)) {
      return false;
    }
    require(named, companion);
    return true;
  }

  /// Checks a companion that has to be there; where it is not, whoever opens it says so.
  ///
  /// @param named the file that was named, or the name that several files share
  /// @throws InvalidRequestException if it is a link that leads out of the folder of `named`, or no
  ///   regular file
  /// @throws StorageException if the operating system refuses
  public static void require(Path named, Path companion) {
    if (companion.equals(named)) {
      return;
    }
    try {
      Path folder = named.toAbsolutePath().getParent().toRealPath();
      Path real = companion.toRealPath();
      if (!real.startsWith(folder)) {
        throw InvalidRequestException.of(
            companion.toString(),
            "a file in the folder of " + named.getFileName(),
            "a symbolic link that leads out of it");
      }
      if (!Files.isRegularFile(real)) {
        throw InvalidRequestException.of(
            companion.toString(), "a regular file", "a folder or a device");
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new StorageException("cannot look at " + companion, e);
    }
  }
}
