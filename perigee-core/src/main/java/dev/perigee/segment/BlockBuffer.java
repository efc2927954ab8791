package dev.perigee.segment;

import java.nio.ByteBuffer;

/// Memory that a file can be read into past the page cache: off the heap, whole blocks, at the
/// address of one.
final class BlockBuffer {

  /// Bytes of a block: that which has a checksum.
  static final int BLOCK_BYTES = 1 << SegmentHeader.CHECKSUM_BLOCK_SHIFT;

  private BlockBuffer() {}

  /// A buffer.
  ///
  /// @param bytes a multiple of the block
  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes + BLOCK_BYTES).alignedSlice(BLOCK_BYTES).slice(0, bytes);
  }
}
