package dev.perigee.segment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// CRC32C of each block of a stream of bytes, kept off-heap.
final class BlockChecksums {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int BLOCK_BYTES = 1 << SegmentHeader.CHECKSUM_BLOCK_SHIFT;

  private final MemorySegment checksums;
  private final CRC32C crc = new CRC32C();
  private long block;
  private int inBlock;

  /// @param blocks how many blocks will come
  BlockChecksums(Arena arena, long blocks) {
    checksums = arena.allocate(4 * (blocks + 1));
  }

  /// Takes the next bytes of the stream.
  void update(ByteBuffer bytes) {
    int limit = bytes.limit();
    while (bytes.position() < limit) {
      int count = Math.min(BLOCK_BYTES - inBlock, limit - bytes.position());
      bytes.limit(bytes.position() + count);
      crc.update(bytes);
      inBlock += count;
      if (inBlock == BLOCK_BYTES) {
        endBlock();
      }
    }
  }

  /// Ends the stream and returns the checksums of its blocks, followed by their own.
  ByteBuffer finish() {
    if (inBlock > 0) {
      endBlock();
    }
    crc.update(checksums.asSlice(0, 4 * block).asByteBuffer());
    checksums.set(INT, 4 * block, (int) crc.getValue());
    return checksums.asByteBuffer();
  }

  private void endBlock() {
    checksums.set(INT, 4 * block++, (int) crc.getValue());
    crc.reset();
    inBlock = 0;
  }
}
