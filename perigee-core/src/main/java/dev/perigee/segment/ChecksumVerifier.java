package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// Compares every byte of a segment file with its checksums. Reads through a channel, never a
/// mapping, so a file that shrinks meanwhile is an error and not a fault.
public final class ChecksumVerifier {

  private static final int BLOCK_BYTES = 1 << SegmentHeader.CHECKSUM_BLOCK_SHIFT;
  private static final int READ_BYTES = 256 * BLOCK_BYTES;

  private ChecksumVerifier() {}

  /// Verifies a file.
  ///
  /// @return bytes verified: all of the file
  /// @throws CorruptionException at the first block that is not what was written
  /// @throws NotFoundException if there is no such file
  /// @throws StorageException if it cannot be read
  public static long verify(Path path) {
    return eachDamaged(
            path,
            (at, length) -> {
              throw new CorruptionException(
                  path.toString(),
                  at,
                  "the block of " + length + " bytes does not match its checksum");
            })
        .fileLengthBytes();
  }

  /// Takes the blocks that are not what was written.
  @FunctionalInterface
  public interface DamagedBlocks {
    /// One of them.
    ///
    /// @param offset where it starts in the file
    /// @param length its bytes
    void take(long offset, int length);
  }

  /// Reads a file and tells of every block that is not what was written.
  ///
  /// @return the header of the file
  /// @throws CorruptionException if the header or the checksums themselves are damaged
  /// @throws NotFoundException if there is no such file
  /// @throws StorageException if it cannot be read
  public static SegmentHeader eachDamaged(Path path, DamagedBlocks damaged) {
    String source = path.toString();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      SegmentHeader header = readHeader(channel, arena, source);
      Section section = header.section(SectionType.CHECKSUMS);
      ByteBuffer stored = readChecksums(channel, arena, section, source);
      ByteBuffer read = arena.allocate(READ_BYTES, 64).asByteBuffer();
      for (long at = 0; at < section.offsetBytes(); at += READ_BYTES) {
        read.clear().limit((int) Math.min(READ_BYTES, section.offsetBytes() - at));
        readFully(channel, read, at, source);
        for (int from = 0; from < read.limit(); from += BLOCK_BYTES) {
          int length = Math.min(BLOCK_BYTES, read.limit() - from);
          if (checksum(read.slice(from, length)) != stored.getInt()) {
            damaged.take(at + from, length);
          }
        }
      }
      return header;
    } catch (NoSuchFileException e) {
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      throw new StorageException("could not read " + path, e);
    }
  }

  private static SegmentHeader readHeader(FileChannel channel, Arena arena, String source)
      throws IOException {
    long size = channel.size();
    MemorySegment header = arena.allocate(Math.min(size, SegmentHeader.BYTES));
    readFully(channel, header.asByteBuffer(), 0, source);
    return SegmentHeader.decode(header, size, source);
  }

  private static ByteBuffer readChecksums(
      FileChannel channel, Arena arena, Section section, String source) throws IOException {
    ByteBuffer stored =
        arena.allocate(section.lengthBytes()).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, stored, section.offsetBytes(), source);
    stored.flip();
    int blocks = stored.limit() - 4;
    if (checksum(stored.slice(0, blocks)) != stored.getInt(blocks)) {
      throw new CorruptionException(
          source, section.offsetBytes(), "the checksums do not match their own checksum");
    }
    return stored;
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static void readFully(FileChannel channel, ByteBuffer target, long at, String source)
      throws IOException {
    long position = at;
    while (target.hasRemaining()) {
      int read = channel.read(target, position);
      if (read < 0) {
        throw new CorruptionException(
            source, position, "expected " + target.remaining() + " more bytes, got the end");
      }
      position += read;
    }
  }
}
