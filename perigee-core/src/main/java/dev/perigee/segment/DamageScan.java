package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.segment.SegmentDamage.Extent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Compares what there is of a damaged segment file with its checksums: also one that was cut, or
/// whose checksums are damaged themselves. Reads through a channel, never a mapping.
///
/// A block that matches its checksum is what was written, whatever happened around it. One that
/// does not is taken for damaged, although it may be the checksum that is.
public final class DamageScan {

  private final CheckedBlocks blocks;
  private final long size;

  private DamageScan(CheckedBlocks blocks, long size) {
    this.blocks = blocks;
    this.size = size;
  }

  /// Reads a file.
  ///
  /// @throws CorruptionException if more than a byte of the header is damaged: then nothing tells
  ///   what the file holds and where
  /// @throws dev.perigee.error.UnsupportedVersionException if the format is newer
  /// @throws NotFoundException if there is no such file
  /// @throws StorageException if it cannot be read
  public static SegmentDamage of(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      return new DamageScan(new CheckedBlocks(channel, path.toString()), channel.size())
          .scan(arena);
    } catch (NoSuchFileException e) {
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      throw new StorageException("could not read " + path, e);
    }
  }

  private SegmentDamage scan(Arena arena) throws IOException {
    byte[] found = new byte[(int) Math.min(size, SegmentHeader.BYTES)];
    blocks.readFully(ByteBuffer.wrap(found), 0);
    boolean whole = isSound(found);
    byte[] bytes = whole ? found : HeaderRepair.repaired(found);
    if (bytes == null) {
      throw new CorruptionException(
          blocks.source(),
          0,
          "expected a header in which at most one byte is damaged; without it nothing tells what"
              + " the file holds and where. Take the file from a backup, or build it anew from its"
              + " data");
    }
    SegmentHeader header = header(bytes);
    Section checksums = header.section(SectionType.CHECKSUMS);
    ByteBuffer stored = checksums(arena, checksums);
    long count = SegmentHeader.blocksIn(checksums.offsetBytes());
    boolean complete = stored.limit() == 4 * (count + 1);
    boolean sound = complete && CheckedBlocks.isSound(stored, (int) (4 * count));
    long covered = Math.min(count, stored.limit() / 4) * CheckedBlocks.BLOCK_BYTES;
    long proven = Math.min(covered, Math.min(size, checksums.offsetBytes()));
    List<Extent> damaged = new ArrayList<>();
    if (proven > 0) {
      blocks.compare(arena, proven, bytes, stored, (at, length) -> add(damaged, at, at + length));
    }
    return new SegmentDamage(header, !whole, size, proven, sound, damaged);
  }

  private static boolean isSound(byte[] header) {
    return header.length == SegmentHeader.BYTES
        && SegmentHeader.checksum(header) == SegmentHeader.storedChecksum(header);
  }

  private SegmentHeader header(byte[] bytes) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    return SegmentHeader.decode(segment, SegmentHeader.storedLength(bytes), blocks.source());
  }

  /// The checksums that are in the file, all or some.
  private ByteBuffer checksums(Arena arena, Section section) throws IOException {
    long there = Math.clamp(size - section.offsetBytes(), 0, section.lengthBytes()) / 4 * 4;
    ByteBuffer stored = arena.allocate(there).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    blocks.readFully(stored, section.offsetBytes());
    return stored.flip();
  }

  private static void add(List<Extent> damaged, long from, long to) {
    if (!damaged.isEmpty() && damaged.getLast().toBytes() == from) {
      damaged.set(damaged.size() - 1, new Extent(damaged.getLast().fromBytes(), to));
    } else {
      damaged.add(new Extent(from, to));
    }
  }
}
