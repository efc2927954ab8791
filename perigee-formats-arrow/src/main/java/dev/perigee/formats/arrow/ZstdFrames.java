package dev.perigee.formats.arrow;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Walks over frames of Zstandard before they are unpacked: the decoder makes room for the window
/// that a frame claims, which may be any.
///
/// ```
/// u32 FD2FB528 | descriptor | window (unless one segment) | dictionary | length | blocks | checksum
/// block        1 bit: the last, 2 bits: type, 21 bits: length | bytes, one if of type 1
/// ```
///
/// The source is RFC 8878. One thread.
final class ZstdFrames {

  /// Up to level 20 of the reference implementation; Arrow's default is 1.
  static final long WINDOW_BYTES_MAX = 32L << 20;

  private static final int MAGIC = 0xFD2FB528;
  private static final int REPEATED = 1;

  private final MemorySegment packed;
  private long at;

  private ZstdFrames(MemorySegment packed) {
    this.packed = packed;
  }

  /// Checks all frames.
  ///
  /// @throws IOException if there is anything else, or a window is larger than allowed
  static void require(MemorySegment packed) throws IOException {
    ZstdFrames frames = new ZstdFrames(packed);
    while (frames.at < packed.byteSize()) {
      frames.frame();
    }
  }

  private void frame() throws IOException {
    if ((int) number(4) != MAGIC) {
      throw new IOException("bytes that are no frame of Zstandard");
    }
    int descriptor = (int) number(1);
    boolean isOneSegment = (descriptor & 0x20) != 0;
    long window = isOneSegment ? 0 : window((int) number(1));
    skip(new int[] {0, 1, 2, 4}[descriptor & 3]);
    int lengthBytes = new int[] {isOneSegment ? 1 : 0, 2, 4, 8}[descriptor >> 6];
    long length = number(lengthBytes);
    if (isOneSegment) {
      window = length;
    }
    if (window < 0 || window > WINDOW_BYTES_MAX) {
      throw new IOException(
          "a window of "
              + Long.toUnsignedString(window)
              + " bytes, more than "
              + WINDOW_BYTES_MAX
              + ": packed by a level above 20");
    }
    blocks();
    skip((descriptor & 4) == 0 ? 0 : Integer.BYTES);
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
  }

  private void blocks() throws IOException {
    boolean isLast = false;
    while (!isLast) {
      int header = (int) number(3);
      isLast = (header & 1) != 0;
      skip((header >> 1 & 3) == REPEATED ? 1 : header >> 3);
    }
  }

  private long number(int bytes) throws IOException {
    long from = at;
    skip(bytes);
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (packed.get(ValueLayout.JAVA_BYTE, from + i) & 0xffL) << (Byte.SIZE * i);
    }
    return number;
  }

  private void skip(int bytes) throws IOException {
    if (bytes > packed.byteSize() - at) {
      throw new EOFException("the end of a frame of Zstandard");
    }
    at += bytes;
  }
}
