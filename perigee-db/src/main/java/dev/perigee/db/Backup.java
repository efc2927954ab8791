package dev.perigee.db;

import dev.perigee.db.engine.CrashPoint;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.engine.Engine;
import dev.perigee.error.ConflictException;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Copies of a database in a folder outside of it.
///
/// ```
/// files/NAME-BYTES-CRC32C   each file once, however many backups have it
/// SEQUENCE.backup           the files of one backup: a line each, "CRC32C BYTES PATH"
/// ```
///
/// The list is published last, so that a backup is whole or not there.
public final class Backup {

  private static final String SUFFIX = ".backup";
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path folder;

  Backup(Path folder) {
    this.folder = folder;
  }

  /// What a backup has done.
  ///
  /// @param sequence up to which commits are in it
  /// @param files of the database
  /// @param bytes of them
  /// @param copiedFiles that were not there before
  /// @param copiedBytes of them
  public record Result(long sequence, int files, long bytes, int copiedFiles, long copiedBytes) {}

  private record Entry(String path, long bytes, int crc) {
    String stored() {
      String name = path.substring(path.lastIndexOf('/') + 1);
      return "%s-%d-%08x".formatted(name, bytes, crc);
    }

    String line() {
      return "%08x %d %s%n".formatted(crc, bytes, path);
    }
  }

  Result save(Engine engine) {
    Path linked = engine.folder().path().resolve("checkpoints/.backup");
    try {
      Files.createDirectories(folder.resolve("files"));
      Checkpoints.deleteTree(linked);
      Files.createDirectories(linked);
      try {
        long sequence = engine.lastSequence();
        new Checkpoints(engine).linkInto(linked);
        return copy(linked, sequence, engine.options().crashPoint());
      } finally {
        Checkpoints.deleteTree(linked);
      }
    } catch (IOException e) {
      throw new StorageException("could not save a backup in " + folder, e);
    }
  }

  private Result copy(Path linked, long sequence, CrashPoint crashPoint) throws IOException {
    List<Entry> entries = new ArrayList<>();
    StringBuilder list = new StringBuilder();
    long bytes = 0;
    int copiedFiles = 0;
    long copiedBytes = 0;
    for (Path file : filesBelow(linked)) {
      Entry entry = entry(linked, file);
      Path stored = folder.resolve("files").resolve(entry.stored());
      if (!Files.exists(stored) || checksum(stored) != entry.crc()) {
        AtomicFile.publish(FileLayer.SYSTEM, stored, out -> transfer(file, out));
        if (checksum(stored) != entry.crc()) {
          throw new CorruptionException(
              stored.toString(), 0, "expected what was copied from " + file);
        }
        crashPoint.pass(Place.BACKUP_FILE_COPIED);
        copiedFiles++;
        copiedBytes += entry.bytes();
      }
      entries.add(entry);
      bytes += entry.bytes();
      list.append(entry.line());
    }
    crashPoint.pass(Place.BACKUP_FILES_COPIED);
    byte[] text = list.toString().getBytes(StandardCharsets.UTF_8);
    Path name = folder.resolve("%020d%s".formatted(sequence, SUFFIX));
    AtomicFile.publish(
        FileLayer.SYSTEM,
        name,
        out -> {
          ByteBuffer buffer = ByteBuffer.wrap(text);
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        });
    return new Result(sequence, entries.size(), bytes, copiedFiles, copiedBytes);
  }

  void restore(Path target) {
    try {
      Path newest = newest();
      if (Files.exists(target) && !filesBelow(target).isEmpty()) {
        throw new ConflictException("target: expected an empty folder, got " + target);
      }
      for (Entry entry : read(newest)) {
        Path stored = folder.resolve("files").resolve(entry.stored());
        if (!Files.exists(stored)) {
          throw new CorruptionException(
              stored.toString(), 0, "a file of " + newest + " is missing");
        }
        Path path = target.resolve(entry.path()).normalize();
        if (!path.startsWith(target.normalize())) {
          throw new CorruptionException(newest.toString(), 0, "a path out of the folder: " + path);
        }
        Files.createDirectories(path.getParent());
        AtomicFile.publish(FileLayer.SYSTEM, path, out -> transfer(stored, out));
        if (checksum(path) != entry.crc() || Files.size(path) != entry.bytes()) {
          throw new CorruptionException(stored.toString(), 0, "expected what was saved");
        }
      }
    } catch (IOException e) {
      throw new StorageException("could not restore " + folder + " to " + target, e);
    }
  }

  private Path newest() throws IOException {
    List<Path> backups = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        found.forEach(backups::add);
      }
    }
    return backups.stream()
        .max(Comparator.naturalOrder())
        .orElseThrow(() -> new NotFoundException("backup: expected one, got none in " + folder));
  }

  private static List<Entry> read(Path list) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      String[] words = line.split(" ", 3);
      try {
        entries.add(
            new Entry(words[2], Long.parseLong(words[1]), HexFormat.fromHexDigits(words[0])));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new CorruptionException(list.toString(), 0, "a line that is none: " + line);
      }
    }
    return entries;
  }

  private static List<Path> filesBelow(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Entry entry(Path root, Path file) throws IOException {
    String path = root.relativize(file).toString().replace('\\', '/');
    return new Entry(path, Files.size(file), checksum(file));
  }

  private static int checksum(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        crc.update(buffer.flip());
      }
    }
    return (int) crc.getValue();
  }

  private static void transfer(Path from, java.nio.channels.WritableByteChannel to)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(from, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
    }
  }
}
