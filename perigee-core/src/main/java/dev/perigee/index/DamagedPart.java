package dev.perigee.index;

import dev.perigee.segment.Section;
import dev.perigee.segment.SectionType;
import dev.perigee.segment.SegmentDamage;
import dev.perigee.segment.SegmentDamage.Extent;
import dev.perigee.segment.SegmentHeader;
import java.util.ArrayList;
import java.util.List;

/// Some bytes of an index file that are not what was written, or are not there.
///
/// @param section what they belong to: the name of a section, `HEADER`, `PADDING`, or `TRAILING`
///   for what is behind the end
/// @param cause what is wrong with them
/// @param offsetBytes where they begin
/// @param lengthBytes how many they are
/// @param fromRow the first row of the section that has some of them; 0 where there are no rows
/// @param toRow behind the last
public record DamagedPart(
    String section, Cause cause, long offsetBytes, long lengthBytes, long fromRow, long toRow) {

  /// What is wrong with bytes of a file.
  public enum Cause {
    /// They do not match their checksum.
    CHANGED,
    /// The file ends before them.
    CUT_OFF,
    /// Their checksum is cut off, so that nothing tells whether they are what was written.
    UNPROVEN,
    /// A byte was damaged, and could be told from the checksum.
    REPAIRED,
    /// Nothing should be there.
    TOO_MANY
  }

  /// Lists what is wrong with a file, in its order.
  static List<DamagedPart> of(SegmentDamage damage) {
    List<DamagedPart> parts = new ArrayList<>();
    SegmentHeader header = damage.header();
    if (damage.headerRepaired()) {
      parts.add(new DamagedPart("HEADER", Cause.REPAIRED, 0, SegmentHeader.BYTES, 0, 0));
    }
    for (Extent extent : damage.damaged()) {
      add(parts, header, Cause.CHANGED, extent);
    }
    Section checksums = header.section(SectionType.CHECKSUMS);
    long present = Math.min(damage.sizeBytes(), checksums.offsetBytes());
    // The header has a checksum of its own.
    long proven = Math.max(damage.provenBytes(), SegmentHeader.BYTES);
    add(parts, header, Cause.UNPROVEN, new Extent(proven, present));
    long length = header.fileLengthBytes();
    add(parts, header, Cause.CUT_OFF, new Extent(damage.sizeBytes(), length));
    if (damage.sizeBytes() >= length && !damage.checksumsSound()) {
      add(parts, header, Cause.CHANGED, new Extent(checksums.offsetBytes(), length));
    }
    if (damage.sizeBytes() > length) {
      parts.add(
          new DamagedPart("TRAILING", Cause.TOO_MANY, length, damage.sizeBytes() - length, 0, 0));
    }
    return List.copyOf(parts);
  }

  /// Adds what of some bytes belongs to each section, or to what is between them.
  private static void add(
      List<DamagedPart> parts, SegmentHeader header, Cause cause, Extent extent) {
    long at = extent.fromBytes();
    for (Section section : header.sections()) {
      if (at >= extent.toBytes()) {
        return;
      }
      long padding = Math.min(section.offsetBytes(), extent.toBytes());
      if (at < padding) {
        String name = at < SegmentHeader.BYTES ? "HEADER" : "PADDING";
        parts.add(new DamagedPart(name, cause, at, padding - at, 0, 0));
        at = padding;
      }
      long end = Math.min(section.offsetBytes() + section.lengthBytes(), extent.toBytes());
      if (at < end) {
        parts.add(of(section, cause, at, end));
        at = end;
      }
    }
  }

  private static DamagedPart of(Section section, Cause cause, long from, long to) {
    int stride = Math.max(1, section.strideBytes());
    long first = (from - section.offsetBytes()) / stride;
    long last = (to - 1 - section.offsetBytes()) / stride;
    return new DamagedPart(section.type().name(), cause, from, to - from, first, last + 1);
  }
}
