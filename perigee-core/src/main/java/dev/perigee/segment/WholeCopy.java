package dev.perigee.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// A copy of a segment file whose content is whole: with a sound header, sound checksums, and
/// nothing behind them.
public final class WholeCopy {

  private static final int BUFFER_BYTES = 1 << 20;

  private WholeCopy() {}

  /// Writes the copy.
  ///
  /// @param damage of the file; its content is whole
  /// @param target the path; its folder exists
  /// @throws dev.perigee.error.StorageException if it could not be written; the target is as it was
  public static void write(Path file, SegmentDamage damage, Path target) {
    assert damage.isContentWhole();
    AtomicFile.publish(FileLayer.SYSTEM, target, out -> copy(file, damage.header(), out));
  }

  private static void copy(Path file, SegmentHeader header, WritableByteChannel out)
      throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      writeFully(out, ByteBuffer.wrap(header.encode()));
      Section checksums = header.section(SectionType.CHECKSUMS);
      copy(in, SegmentHeader.BYTES, checksums.offsetBytes(), out, new CRC32C());
      CRC32C own = new CRC32C();
      copy(in, checksums.offsetBytes(), header.fileLengthBytes() - 4, out, own);
      ByteBuffer last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(out, last.putInt((int) own.getValue()).flip());
    }
  }

  private static void copy(
      FileChannel in, long from, long to, WritableByteChannel out, CRC32C checksum)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = from; at < to; ) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, to - at));
      int read = in.read(buffer, at);
      if (read < 0) {
        throw new IOException("the file was truncated while it was copied");
      }
      checksum.update(buffer.flip());
      writeFully(out, buffer.rewind());
      at += read;
    }
  }

  private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
