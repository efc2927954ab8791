package dev.perigee.segment;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/// Writes a segment front to back: header, sections, checksums. Never seeks, so any channel will
/// do.
public final class SegmentWriter {

  private final BlockChecksums checksums;
  private final WritableByteChannel out;
  private long written;

  private SegmentWriter(WritableByteChannel out, BlockChecksums checksums) {
    this.out = out;
    this.checksums = checksums;
  }

  /// Writes one segment.
  ///
  /// @param out where to; not closed
  /// @param description what the header says
  /// @param contents the sections, without the checksums
  /// @return bytes written
  public static long write(
      WritableByteChannel out, SegmentDescription description, List<SectionContent> contents)
      throws IOException {
    SegmentHeader header = SegmentHeader.layOut(description, contents);
    Section last = header.section(SectionType.CHECKSUMS);
    try (Arena arena = Arena.ofConfined()) {
      BlockChecksums checksums =
          new BlockChecksums(arena, SegmentHeader.blocksIn(last.offsetBytes()));
      SegmentWriter writer = new SegmentWriter(out, checksums);
      writer.put(ByteBuffer.wrap(header.encode()));
      // not of the confined arena: a section may be filled by several threads
      MemorySegment slice =
          Arena.ofAuto().allocate(sliceBytes(contents), SegmentHeader.ALIGNMENT_BYTES);
      for (SectionContent content : contents) {
        writer.put(content, slice);
        writer.pad();
      }
      writer.writeFully(checksums.finish());
      return writer.written;
    }
  }

  private static long sliceBytes(List<SectionContent> contents) {
    long most = 1;
    for (SectionContent content : contents) {
      most = Math.max(most, (long) content.rowsPerSlice() * content.strideBytes());
    }
    return most;
  }

  private void put(SectionContent content, MemorySegment slice) throws IOException {
    int step = content.rowsPerSlice();
    for (long row = 0; row < content.count(); row += step) {
      long rows = Math.min(step, content.count() - row);
      MemorySegment target = slice.asSlice(0, rows * content.strideBytes());
      content.filler().fill((int) row, target);
      put(target.asByteBuffer());
    }
  }

  private void pad() throws IOException {
    long padded = SegmentHeader.roundUp(written, SegmentHeader.ALIGNMENT_BYTES);
    put(ByteBuffer.allocate((int) (padded - written)));
  }

  private void put(ByteBuffer bytes) throws IOException {
    checksums.update(bytes.duplicate());
    writeFully(bytes);
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      written += out.write(bytes);
    }
  }
}
