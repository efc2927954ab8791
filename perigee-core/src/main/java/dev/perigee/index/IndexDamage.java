package dev.perigee.index;

import dev.perigee.segment.ChecksumVerifier;
import dev.perigee.segment.Section;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentHeader;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/// What of an index file is not what was written.
///
/// @param blocks damaged blocks of 4 KiB
/// @param rows ordinals whose vector, norm or id lies in one: they cannot be trusted; the graph,
///   codes and lookups of all others can be made anew
public record IndexDamage(int blocks, BitSet rows) {

  /// Whether the file is as it was written.
  public boolean isNone() {
    return blocks == 0;
  }

  static IndexDamage of(Path path) {
    BitSet rows = new BitSet();
    AtomicInteger blocks = new AtomicInteger();
    // first the header, which says where the rows are
    SegmentHeader header = ChecksumVerifier.eachDamaged(path, (at, length) -> blocks.addAndGet(1));
    if (blocks.get() > 0) {
      ChecksumVerifier.eachDamaged(
          path,
          (at, length) -> {
            mark(header.section(SectionType.VECTORS), at, length, rows);
            mark(header.section(SectionType.INVERSE_NORMS), at, length, rows);
            mark(header.section(SectionType.IDS), at, length, rows);
          });
    }
    return new IndexDamage(blocks.get(), rows);
  }

  private static void mark(Section section, long at, int length, BitSet rows) {
    if (section == null) {
      return;
    }
    long from = Math.max(at, section.offsetBytes()) - section.offsetBytes();
    long to = Math.min(at + length - section.offsetBytes(), section.lengthBytes());
    if (from < to) {
      int first = (int) (from / section.strideBytes());
      int last = (int) ((to - 1) / section.strideBytes());
      rows.set(first, last + 1);
    }
  }
}
