package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.segment.ChecksumVerifier.DamagedBlocks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/// The blocks of a segment file, read front to back through a channel and compared with checksums.
/// Never a mapping, so a file that shrinks meanwhile is an error and not a fault.
///
/// @param channel reads the file
/// @param source what to call it in errors
record CheckedBlocks(FileChannel channel, String source) {

  static final int BLOCK_BYTES = 1 << SegmentHeader.CHECKSUM_BLOCK_SHIFT;
  private static final int READ_BYTES = 256 * BLOCK_BYTES;

  /// Compares the first bytes of the file.
  ///
  /// @param toBytes how many of them
  /// @param header takes the place of the first block's start; null for what is in the file
  /// @param stored a checksum for each block, from its position on
  /// @throws CorruptionException if the file ends before
  void compare(Arena arena, long toBytes, byte[] header, ByteBuffer stored, DamagedBlocks damaged)
      throws IOException {
    ByteBuffer read = arena.allocate(READ_BYTES, 64).asByteBuffer();
    for (long at = 0; at < toBytes; at += READ_BYTES) {
      read.clear().limit((int) Math.min(READ_BYTES, toBytes - at));
      readFully(read, at);
      if (at == 0 && header != null) {
        read.put(0, header);
      }
      for (int from = 0; from < read.limit(); from += BLOCK_BYTES) {
        int length = Math.min(BLOCK_BYTES, read.limit() - from);
        if (checksum(read.slice(from, length)) != stored.getInt()) {
          damaged.take(at + from, length);
        }
      }
    }
  }

  /// Fills a buffer from a place of the file.
  ///
  /// @throws CorruptionException if the file ends before
  void readFully(ByteBuffer target, long at) throws IOException {
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

  /// The checksum of what remains in a buffer.
  static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /// Whether the checksums of blocks match the one behind them.
  ///
  /// @param lengthBytes of the checksums
  static boolean isSound(ByteBuffer stored, int lengthBytes) {
    return checksum(stored.slice(0, lengthBytes)) == stored.getInt(lengthBytes);
  }
}
