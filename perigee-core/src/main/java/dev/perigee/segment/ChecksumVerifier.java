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

/// Compares every byte of a segment file with its checksums; a sound header and sound checksums are
/// what it stands on ([DamageScan] does with less).
public final class ChecksumVerifier {

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
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      CheckedBlocks blocks = new CheckedBlocks(channel, path.toString());
      SegmentHeader header = readHeader(blocks, arena);
      Section section = header.section(SectionType.CHECKSUMS);
      ByteBuffer stored = readChecksums(blocks, arena, section);
      blocks.compare(arena, section.offsetBytes(), null, stored, damaged);
      return header;
    } catch (NoSuchFileException e) {
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      throw new StorageException("could not read " + path, e);
    }
  }

  private static SegmentHeader readHeader(CheckedBlocks blocks, Arena arena) throws IOException {
    long size = blocks.channel().size();
    MemorySegment header = arena.allocate(Math.min(size, SegmentHeader.BYTES));
    blocks.readFully(header.asByteBuffer(), 0);
    return SegmentHeader.decode(header, size, blocks.source());
  }

  private static ByteBuffer readChecksums(CheckedBlocks blocks, Arena arena, Section section)
      throws IOException {
    ByteBuffer stored =
        arena.allocate(section.lengthBytes()).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    blocks.readFully(stored, section.offsetBytes());
    stored.flip();
    if (!CheckedBlocks.isSound(stored, stored.limit() - 4)) {
      throw new CorruptionException(
          blocks.source(), section.offsetBytes(), "the checksums do not match their own checksum");
    }
    return stored;
  }
}
