package dev.perigee.cli.demo;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The data folder: what the first start makes and the next ones find.
///
/// | name | holds |
/// |---|---|
/// | `glosses-N.tsv` | the texts |
/// | `glosses-N.fbin` | their vectors |
/// | `glosses-N.db/` | the database of both |
/// | `measuring-N.fbin` | vectors that are not indexed, to measure with |
/// | `figures-N.properties` | what was measured |
/// | `questions.tsv` | questions and their vectors, for any N |
/// | `model/` | the unpacked model and its native libraries, for any N |
///
/// Invariants: a file or a database has its name only once it is whole; everything can be made
/// again from the jars, so what is damaged is replaced. Processes that make the same file make the
/// same content, and the last one wins; a database is opened by one of them at a time.
final class DemoFolder {

  private static final String TEMPORARY = ".tmp";

  /// Long after its last byte, a hidden file has no process any more that would finish it.
  private static final Duration TEMPORARY_AGE_MAX = Duration.ofHours(1);

  private final Path root;
  private final int count;
  private final Consumer<String> notices;

  private DemoFolder(Path root, int count, Consumer<String> notices) {
    this.root = root;
    this.count = count;
    this.notices = notices;
  }

  /// Makes the folder if it is absent, readable by its owner only, and clears away what killed
  /// processes left half written.
  ///
  /// @param count which sample of the glosses
  /// @param notices told in one line about each damaged file
  /// @throws StorageException if the folder cannot be made or read
  static DemoFolder open(Path root, int count, Instant now, Consumer<String> notices) {
    try {
      Files.createDirectories(root, ownerOnly(root));
      sweep(root, now.minus(TEMPORARY_AGE_MAX));
    } catch (IOException e) {
      throw new StorageException("cannot use the data folder " + root, e);
    }
    return new DemoFolder(root, count, notices);
  }

  /// Where the data lies unless the user says otherwise: the place that the system has for what can
  /// be made again.
  static Path defaultRoot(Map<String, String> environment, String osName, Path home) {
    String chosen = environment.getOrDefault("PERIGEE_DATA", "");
    if (!chosen.isBlank()) {
      return Path.of(chosen);
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    // its specification asks to ignore a path that is not absolute
    if (!xdg.isBlank() && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg, "perigee", "demo");
    }
    Path caches = home.resolve(osName.startsWith("Mac") ? "Library/Caches" : ".cache");
    return caches.resolve("perigee").resolve("demo");
  }

  Path texts() {
    return root.resolve("glosses-" + count + ".tsv");
  }

  Path vectors() {
    return root.resolve("glosses-" + count + ".fbin");
  }

  Path database() {
    return root.resolve("glosses-" + count + ".db");
  }

  /// The database of processes that are killed.
  Path crash() {
    return root.resolve("crash-" + count + ".db");
  }

  Path measuringVectors() {
    return root.resolve("measuring-" + count + ".fbin");
  }

  Path figures() {
    return root.resolve("figures-" + count + ".properties");
  }

  Path questions() {
    return root.resolve("questions.tsv");
  }

  /// The folder for native code, which nobody but its owner may be able to change.
  ///
  /// @throws StorageException if it cannot be made so, as when it belongs to somebody else
  Path model() {
    Path model = root.resolve("model");
    try {
      Files.createDirectories(model, ownerOnly(model));
      if (isPosix(model)) {
        Files.setPosixFilePermissions(model, PosixFilePermissions.fromString("rwx------"));
      }
      return model;
    } catch (IOException e) {
      throw new StorageException("cannot keep " + model + " private", e);
    }
  }

  /// Loads a file; makes it first if it is absent, and anew if it is damaged.
  ///
  /// @param load throws [CorruptionException] where the content is not what was written
  <T> T loadOrMake(Path file, Supplier<T> load, Runnable make) {
    if (Files.exists(file)) {
      try {
        return load.get();
      } catch (CorruptionException | UnsupportedVersionException e) {
        tellDamage(file, e);
      }
    }
    make.run();
    return load.get();
  }

  /// Says in one line that a file is made again, and why.
  void tellDamage(Path file, Exception damage) {
    notices.accept(file.getFileName() + " is damaged and made again (" + damage.getMessage() + ")");
  }

  /// Reads a text file.
  ///
  /// @throws CorruptionException if it is no UTF-8
  /// @throws StorageException if it cannot be read
  static List<String> readLines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new CorruptionException(file.toString(), 0, "expected UTF-8 text, got other bytes");
    } catch (IOException e) {
      throw new StorageException("cannot read " + file, e);
    }
  }

  /// Puts a text file in place, whole or not at all.
  ///
  /// @throws StorageException if it cannot be written; the name then stands for what it did before
  static void publish(Path file, String content) {
    try {
      String prefix = "." + file.getFileName() + ".";
      Path temporary = Files.createTempFile(file.getParent(), prefix, TEMPORARY);
      try {
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
          out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write " + file, e);
    }
  }

  /// Puts a folder in place of what is there, once it is filled.
  ///
  /// @param fill is given the folder, empty, under another name
  void publishFolder(Path target, Consumer<Path> fill) {
    try {
      Path temporary =
          Files.createTempDirectory(
              root, "." + target.getFileName() + ".", new FileAttribute<?>[0]);
      Path unfinished = Files.move(temporary, Path.of(temporary + TEMPORARY));
      try {
        fill.accept(unfinished);
        deleteTree(target);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        deleteTree(unfinished);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write " + target, e);
    }
  }

  /// Deletes a folder with all below, or a file.
  static void deleteTree(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new StorageException("cannot delete " + tree, e);
    }
  }

  /// Bytes of all files below a folder.
  static long bytesBelow(Path tree) {
    long bytes = 0;
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(path);
      }
      return bytes;
    } catch (IOException e) {
      throw new StorageException("cannot read " + tree, e);
    }
  }

  private static void sweep(Path root, Instant before) throws IOException {
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(root, ".*" + TEMPORARY)) {
      for (Path file : hidden) {
        deleteIfOlder(file, before);
      }
    }
  }

  private static void deleteIfOlder(Path file, Instant before) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        deleteTree(file);
      }
    } catch (NoSuchFileException e) {
      // another process finished or deleted it meanwhile, as was wanted
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
