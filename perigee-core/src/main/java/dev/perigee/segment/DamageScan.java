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
import java.util.zip.CRC32C;

/// Compares what there is of a damaged segment file with its checksums: also one that was cut, or
/// whose checksums are damaged themselves. Reads through a channel, never a mapping.
///
/// A block that matches its checksum is what was written, whatever happened around it. One that
/// does not is taken for damaged, although it may be the checksum that is.
public final class DamageScan {

  private static final int BLOCK_BYTES = 1 << SegmentHeader.CHECKSUM_BLOCK_SHIFT;
  private static final int READ_BYTES = 256 * BLOCK_BYTES;

  private final String source;
  private final FileChannel channel;
  private final long size;

  private DamageScan(String source, FileChannel channel, long size) {
    this.source = source;
    this.channel = channel;
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
      return new DamageScan(path.toString(), channel, channel.size()).scan(arena);
    } catch (NoSuchFileException e) {
      throw new NotFoundException("path: expected a file, got none at " + path);
    } catch (IOException e) {
      throw new StorageException("could not read " + path, e);
    }
  }

  private SegmentDamage scan(Arena arena) throws IOException {
    byte[] found = new byte[(int) Math.min(size, SegmentHeader.BYTES)];
    readFully(ByteBuffer.wrap(found), 0);
    boolean whole = isSound(found);
    byte[] bytes = whole ? found : HeaderRepair.repaired(found);
    if (bytes == null) {
      throw new CorruptionException(
          source,
          0,
          "expected a header in which at most one byte is damaged; without it nothing tells what"
              + " the file holds and where. Take the file from a backup, or build it anew from its"
              + " data");
    }
    SegmentHeader header = header(bytes);
    Section checksums = header.section(SectionType.CHECKSUMS);
    ByteBuffer stored = checksums(arena, checksums);
    long blocks = SegmentHeader.blocksIn(checksums.offsetBytes());
    boolean complete = stored.limit() == 4 * (blocks + 1);
    boolean sound = complete && isSound(stored, (int) (4 * blocks));
    long covered = Math.min(blocks, stored.limit() / 4) * BLOCK_BYTES;
    long proven = Math.min(covered, Math.min(size, checksums.offsetBytes()));
    List<Extent> damaged = new ArrayList<>();
    if (proven > 0) {
      compare(arena, bytes, stored, proven, damaged);
    }
    return new SegmentDamage(header, !whole, size, proven, sound, damaged);
  }

  private static boolean isSound(byte[] header) {
    return header.length == SegmentHeader.BYTES
        && SegmentHeader.checksum(header) == SegmentHeader.storedChecksum(header);
  }

  private SegmentHeader header(byte[] bytes) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    return SegmentHeader.decode(segment, SegmentHeader.storedLength(bytes), source);
  }

  /// The checksums that are in the file, all or some.
  private ByteBuffer checksums(Arena arena, Section section) throws IOException {
    long there = Math.clamp(size - section.offsetBytes(), 0, section.lengthBytes()) / 4 * 4;
    ByteBuffer stored = arena.allocate(there).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    readFully(stored, section.offsetBytes());
    return stored.flip();
  }

  private static boolean isSound(ByteBuffer stored, int lengthBytes) {
    return checksum(stored.slice(0, lengthBytes)) == stored.getInt(lengthBytes);
  }

  private void compare(
      Arena arena, byte[] header, ByteBuffer stored, long proven, List<Extent> damaged)
      throws IOException {
    ByteBuffer read = arena.allocate(READ_BYTES, 64).asByteBuffer();
    for (long at = 0; at < proven; at += READ_BYTES) {
      read.clear().limit((int) Math.min(READ_BYTES, proven - at));
      readFully(read, at);
      if (at == 0) {
        read.put(0, header);
      }
      for (int from = 0; from < read.limit(); from += BLOCK_BYTES) {
        int length = Math.min(BLOCK_BYTES, read.limit() - from);
        if (checksum(read.slice(from, length)) != stored.getInt()) {
          add(damaged, at + from, at + from + length);
        }
      }
    }
  }

  private static void add(List<Extent> damaged, long from, long to) {
    if (!damaged.isEmpty() && damaged.getLast().toBytes() == from) {
      damaged.set(damaged.size() - 1, new Extent(damaged.getLast().fromBytes(), to));
    } else {
      damaged.add(new Extent(from, to));
    }
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private void readFully(ByteBuffer target, long at) throws IOException {
    long position = at;
    while (target.hasRemaining()) {
      int read = channel.read(target, position);
      if (read < 0) {
        throw new CorruptionException(source, position, "the file was truncated while it was read");
      }
      position += read;
    }
  }
}
