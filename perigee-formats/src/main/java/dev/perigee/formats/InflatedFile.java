package dev.perigee.formats;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/// Inflates a member of an archive into a temporary file and maps that.
///
/// The file loses its name as soon as it is mapped, so that nothing is left behind; where open
/// files cannot be deleted, when the process ends.
final class InflatedFile {

  /// No deflated bytes become more than so many times as many.
  private static final long RATIO_MAX = 1032;

  private static final int BUFFER_BYTES = 1 << 16;

  private InflatedFile() {}

  /// Inflates a member.
  ///
  /// @param folder where the temporary file is made
  /// @throws CorruptionException if the size, the checksum or the compressed bytes are not as told;
  ///   not more than the size that is told is ever written
  /// @throws LimitExceededException if the folder has not the space
  /// @throws StorageException if the operating system refuses
  static MappedFile of(FileBytes archive, ZipMember member, long at, Path folder) {
    requirePossible(archive, member, folder);
    Path path = null;
    try {
      path = Files.createTempFile(folder, "perigee-npz-", ".npy");
      inflate(archive, member, at, path);
      return MappedFile.open(path, archive.name() + "!" + member.name());
    } catch (IOException e) {
      throw new StorageException("cannot write a temporary file in " + folder, e);
    } finally {
      if (path != null) {
        delete(path);
      }
    }
  }

  private static void requirePossible(FileBytes archive, ZipMember member, Path folder) {
    long stored = member.storedBytes();
    if (member.sizeBytes() / RATIO_MAX > stored) {
      throw archive.corruption(
          member.entryAt(),
          "expected at most %d times the %d bytes that are stored, got a size of %d"
              .formatted(RATIO_MAX, stored, member.sizeBytes()));
    }
    try {
      long usable = Files.getFileStore(folder).getUsableSpace();
      if (usable < member.sizeBytes()) {
        throw new LimitExceededException(
            "%s: expected room for %d bytes of %s, got %d"
                .formatted(folder, member.sizeBytes(), member.name(), usable));
      }
    } catch (IOException e) {
      throw new StorageException("cannot look into " + folder, e);
    }
  }

  private static void inflate(FileBytes archive, ZipMember member, long at, Path path)
      throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    CRC32 checksum = new CRC32();
    long written = 0;
    try (Inflation inflation = new Inflation(archive, at, member.storedBytes());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      int count = inflation.read(bytes, 0, BUFFER_BYTES);
      while (count >= 0) {
        requireSize(archive, member, written + count, written + count <= member.sizeBytes());
        checksum.update(bytes, 0, count);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        written += count;
        count = inflation.read(bytes, 0, BUFFER_BYTES);
      }
    }
    requireSize(archive, member, written, written == member.sizeBytes());
    if (checksum.getValue() != member.crc()) {
      throw archive.corruption(
          member.entryAt(),
          "expected checksum %08x, got %08x".formatted(member.crc(), checksum.getValue()));
    }
  }

  private static void requireSize(FileBytes archive, ZipMember member, long got, boolean right) {
    if (!right) {
      throw archive.corruption(
          member.entryAt(), "expected " + member.sizeBytes() + " bytes when inflated, got " + got);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }
}
