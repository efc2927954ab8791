package dev.perigee.segment;

import dev.perigee.memory.Rows;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/// Writes a segment front to back: header, sections, checksums. Never seeks, so any channel will
/// do.
public final class SegmentWriter {

  private static final int SLICE_BYTES = 1 << 20;

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
      for (SectionContent content : contents) {
        writer.put(content);
        writer.pad();
      }
      writer.writeFully(checksums.finish());
      return writer.written;
    }
  }

  private void put(SectionContent content) throws IOException {
    Rows rows = content.rows();
    for (long row = 0; row < content.count(); ) {
      long inChunk = Math.min(rows.rowsToEndOfChunk((int) row), content.count() - row);
      MemorySegment slice =
          rows.chunk((int) row).asSlice(rows.chunkOffset((int) row), inChunk * rows.strideBytes());
      for (long at = 0; at < slice.byteSize(); at += SLICE_BYTES) {
        put(slice.asSlice(at, Math.min(SLICE_BYTES, slice.byteSize() - at)).asByteBuffer());
      }
      row += inChunk;
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
