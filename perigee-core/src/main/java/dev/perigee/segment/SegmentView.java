package dev.perigee.segment;

import dev.perigee.error.CorruptionException;
import dev.perigee.memory.MappedFaults;
import dev.perigee.memory.RowGuard;
import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;

/// A segment in memory: its checked header, and its sections as rows. Opening reads the header
/// alone.
///
/// @param header what the segment holds and where
/// @param segment all its bytes, at any alignment
/// @param source what to call it in an error
/// @param guard looks at blocks before they are used; null where nobody does
public record SegmentView(
    SegmentHeader header, MemorySegment segment, String source, RowGuard guard) {

  /// Reads the header of a segment.
  ///
  /// @param segment exactly the bytes of one segment
  /// @param source the file, or a name for the memory
  /// @throws CorruptionException if the header shows damage
  /// @throws dev.perigee.error.UnsupportedVersionException if the format is newer
  public static SegmentView of(MemorySegment segment, String source) {
    try {
      SegmentHeader header = SegmentHeader.decode(segment, source);
      MappedFaults.raise();
      return new SegmentView(header, segment, source, null);
    } catch (InternalError e) {
      throw new CorruptionException(source, 0, "the file was truncated while it was read");
    }
  }

  /// The rows of a section that are looked at before they are used.
  ///
  /// @param strideBytes the stride the reader counts on
  /// @param count how many rows the reader counts on
  /// @throws CorruptionException if the section is missing or of another size
  public Rows guardedRows(SectionType type, int strideBytes, int count) {
    return rows(type, strideBytes, count, guard);
  }

  /// The rows of a section.
  ///
  /// @param strideBytes the stride the reader counts on
  /// @param count how many rows the reader counts on
  /// @throws CorruptionException if the section is missing or of another size
  public Rows rows(SectionType type, int strideBytes, int count) {
    return rows(type, strideBytes, count, null);
  }

  private Rows rows(SectionType type, int strideBytes, int count, RowGuard asked) {
    Section section = header.section(type);
    if (section == null) {
      throw new CorruptionException(source, 116, "expected a section " + type + ", got none");
    }
    if (section.strideBytes() != strideBytes
        || section.lengthBytes() != (long) strideBytes * count) {
      throw new CorruptionException(
          source,
          section.offsetBytes(),
          "expected "
              + count
              + " rows of "
              + strideBytes
              + " bytes in "
              + type
              + ", got "
              + section);
    }
    return Rows.guarded(
        segment.asSlice(section.offsetBytes(), section.lengthBytes()),
        strideBytes,
        source,
        section.offsetBytes(),
        asked);
  }
}
