package dev.perigee.formats.arrow;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Unpacks an LZ4 frame, front to back.
///
/// ```
/// u32 184D2204 | flags | block size | u64 length (if flagged) | u32 dictionary (if flagged) | check
/// blocks       u32 length, high bit: as it is | bytes | u32 checksum (if flagged)
/// u32 0        | u32 checksum (if flagged)
/// ```
///
/// Blocks may refer to the 64 KiB before them, as those that Arrow's C++ writes do: hence one
/// buffer for both. The checksums are not compared, since what is not packed has none either. Holds
/// two blocks of 4 MiB at most. The source is [the frame
/// format](https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). One thread.
final class Lz4FrameStream extends InputStream {

  private static final int MAGIC = 0x184D2204;
  private static final int HISTORY_BYTES = 1 << 16;
  private static final int AS_IT_IS = 1 << 31;

  private final InputStream in;
  private Lz4Block block;
  private byte[] packed;
  private byte[] window;
  private int blockBytesMax;
  private boolean isLinked;
  private boolean hasBlockChecksums;
  private int from;
  private int to;
  private boolean ended;

  /// @param in a frame
  Lz4FrameStream(InputStream in) {
    this.in = in;
  }

  private void begin() throws IOException {
    if (number() != MAGIC) {
      throw new IOException("bytes that are no LZ4 frame");
    }
    int flags = octet();
    int size = octet() >> 4 & 7;
    if (flags >> 6 != 1 || size < 4) {
      throw new IOException("an LZ4 frame of flags " + flags + " and block size " + size);
    }
    isLinked = (flags & 0x20) == 0;
    hasBlockChecksums = (flags & 0x10) != 0;
    if ((flags & 0x01) != 0) {
      throw new IOException("an LZ4 frame that needs a dictionary");
    }
    in.skipNBytes((flags & 0x08) == 0 ? 1 : 1 + Long.BYTES);
    blockBytesMax = 1 << (8 + 2 * size);
    packed = new byte[blockBytesMax];
    window = new byte[HISTORY_BYTES + blockBytesMax];
    block = new Lz4Block(packed, window);
  }

  /// Unpacks the next block behind as much as it may refer to.
  private void advance() throws IOException {
    if (block == null) {
      begin();
    }
    int header = number();
    if (header == 0) {
      ended = true;
      return;
    }
    int length = header & ~AS_IT_IS;
    if (length > blockBytesMax) {
      throw new IOException("an LZ4 block of " + length + " bytes");
    }
    int history = isLinked ? Math.min(to, HISTORY_BYTES) : 0;
    System.arraycopy(window, to - history, window, 0, history);
    from = history;
    if ((header & AS_IT_IS) != 0) {
      read(window, history, length, "an LZ4 block");
      to = history + length;
    } else {
      read(packed, 0, length, "an LZ4 block");
      to = block.unpack(length, history, history + blockBytesMax);
    }
    if (hasBlockChecksums) {
      number();
    }
  }

  private int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("the end of an LZ4 frame");
    }
    return octet;
  }

  private int number() throws IOException {
    return octet() | octet() << 8 | octet() << 16 | octet() << 24;
  }

  private void read(byte[] target, int offset, int length, String what) throws IOException {
    if (in.readNBytes(target, offset, length) != length) {
      throw new EOFException("the end of " + what);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (from == to && !ended) {
      advance();
    }
    if (from == to) {
      return -1;
    }
    int count = Math.min(length, to - from);
    System.arraycopy(window, from, target, offset, count);
    from += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
