package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.StorageException;
import dev.perigee.memory.RowGuard;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.CRC32C;

/// Compares each block of a segment file with its checksum when it is used for the first time.
///
/// Reads the file, not the map of it: a file that has lost its end is an error then, not a fault.
/// Keeps a bit for each block. Any thread; one block at a time is read.
final class BlockGuard implements RowGuard {

  private static final int SHIFT = SegmentHeader.CHECKSUM_BLOCK_SHIFT;
  private static final int CHECKSUM_BYTES = 4;

  private final RandomAccessFile file;
  private final String source;
  private final long checksumsAt;
  private final AtomicLongArray sound;

  /// @param file the one that is mapped; stays the caller's
  BlockGuard(RandomAccessFile file, String source, SegmentHeader header) {
    this.file = file;
    this.source = source;
    checksumsAt = header.section(SectionType.CHECKSUMS).offsetBytes();
    long blocks = SegmentHeader.blocksIn(checksumsAt);
    sound = new AtomicLongArray((int) ((blocks + Long.SIZE - 1) / Long.SIZE));
  }

  @Override
  public void check(long from, long to) {
    long last = (to - 1) >>> SHIFT;
    for (long block = from >>> SHIFT; block <= last; block++) {
      if ((sound.get((int) (block >>> 6)) & 1L << block) == 0) {
        verify(block);
      }
    }
  }

  private void verify(long block) {
    long at = block << SHIFT;
    byte[] bytes = new byte[(int) Math.min(1 << SHIFT, checksumsAt - at)];
    byte[] stored = new byte[CHECKSUM_BYTES];
    try {
      // not a channel's positional read: an interrupt would close the channel for everybody
      synchronized (file) {
        file.seek(at);
        file.readFully(bytes);
        file.seek(checksumsAt + CHECKSUM_BYTES * block);
        file.readFully(stored);
      }
    } catch (EOFException e) {
      throw new CorruptionException(source, at, "the file was truncated while it was open");
    } catch (IOException e) {
      throw new StorageException("could not read " + source, e);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    if ((int) crc.getValue() != ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getInt()) {
      throw new CorruptionException(
          source, at, "the block of " + bytes.length + " bytes does not match its checksum");
    }
    sound.getAndUpdate((int) (block >>> 6), bits -> bits | 1L << block);
  }
}
