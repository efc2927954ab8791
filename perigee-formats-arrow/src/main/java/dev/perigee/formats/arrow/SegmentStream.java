package dev.perigee.formats.arrow;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A stretch of a file as a stream. One thread.
final class SegmentStream extends InputStream {

  private final ArrowFile file;
  private final MemorySegment segment;
  private long at;

  /// @param file whose mapping the segment is of
  SegmentStream(ArrowFile file, MemorySegment segment) {
    this.file = file;
    this.segment = segment;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int count = (int) Math.min(length, segment.byteSize() - at);
    if (count == 0) {
      return length == 0 ? 0 : -1;
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, target, offset, count);
    file.requireWhole();
    at += count;
    return count;
  }
}
