package dev.perigee.segment;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/// Publishes a file all at once: whoever opens the path sees the old file or the whole new one,
/// whatever is killed and whenever.
///
/// Order: write a temporary file beside the target, fsync it, rename it, fsync the folder. Readers
/// that have the old file mapped keep it.
public final class AtomicFile {

  /// Writes the content of the file.
  @FunctionalInterface
  public interface Content {
    /// Writes all of it.
    ///
    /// @param out where to; not to be closed
    void writeTo(WritableByteChannel out) throws IOException;
  }

  /// Writes the content of a file, and reads again what it has written.
  @FunctionalInterface
  public interface ReadableContent {
    /// Writes all of it.
    ///
    /// @param out where to; not to be closed
    /// @param written the file that it goes to, which has another name in the end
    void writeTo(WritableByteChannel out, Path written) throws IOException;
  }

  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);
  private static final String SUFFIX = ".tmp";

  private AtomicFile() {}

  /// Publishes a file.
  ///
  /// @param target the path; its folder exists
  /// @throws StorageException if it could not be written: the target is as it was, or, where it was
  ///   only the folder that could not be made durable, the whole new file
  public static void publish(FileLayer files, Path target, Content content) {
    publishReadable(files, target, (out, _) -> content.writeTo(out));
  }

  /// Publishes a file that is read while it is written.
  ///
  /// @param target the path; its folder exists
  /// @throws StorageException if it could not be written: the target is as it was, or, where it was
  ///   only the folder that could not be made durable, the whole new file
  public static void publishReadable(FileLayer files, Path target, ReadableContent content) {
    Path folder = target.toAbsolutePath().getParent();
    Path name = target.getFileName();
    if (folder == null || name == null || Files.isDirectory(target)) {
      throw InvalidRequestException.of("path", "the name of a file", target);
    }
    deleteAbandoned(files, folder, name.toString());
    String unique = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    Path temporary = folder.resolve("." + name + "." + unique + SUFFIX);
    try {
      write(files, temporary, content);
      files.rename(temporary, target);
      files.forceFolder(folder);
    } catch (IOException e) {
      discard(files, temporary);
      throw new StorageException("could not write " + target, e);
    } catch (RuntimeException | Error e) {
      discard(files, temporary);
      throw e;
    }
  }

  private static void write(FileLayer files, Path temporary, ReadableContent content)
      throws IOException {
    try (FileLayer.Output out = files.create(temporary)) {
      content.writeTo(out, temporary);
      out.force();
    }
  }

  private static void discard(FileLayer files, Path temporary) {
    try {
      files.delete(temporary);
    } catch (IOException e) {
      // the first failure is the one to report; an abandoned file is deleted by a later publication
    }
  }

  /// Deletes temporary files of the same target whose process has died.
  private static void deleteAbandoned(FileLayer files, Path folder, String name) {
    String prefix = "." + name + ".";
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> String.valueOf(entry.getFileName()).startsWith(prefix))) {
      for (Path entry : entries) {
        if (isAbandoned(entry, prefix)) {
          files.delete(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // tidying is a courtesy: if the folder cannot be read, creating the file will say so
    }
  }

  private static boolean isAbandoned(Path entry, String prefix) throws IOException {
    String rest = String.valueOf(entry.getFileName()).substring(prefix.length());
    int dash = rest.indexOf('-');
    if (dash < 1 || dash > 18 || !rest.endsWith(SUFFIX)) {
      return false;
    }
    String pid = rest.substring(0, dash);
    long ageMillis = System.currentTimeMillis() - Files.getLastModifiedTime(entry).toMillis();
    return pid.chars().allMatch(c -> c >= '0' && c <= '9')
        && ageMillis > ABANDONED_AFTER.toMillis()
        && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }
}
