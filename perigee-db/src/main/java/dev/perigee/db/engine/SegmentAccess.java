package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.index.VectorAccess;
import java.util.Collection;
import java.util.List;

/// Decides how the vectors of segments are got at, by what the files of all segments together take:
/// up to a bound through the map, beyond it by reads, which leave memory to codes and links.
///
/// @param mappedBytesMax the bound
/// @param collections all of the database, as they come and go
record SegmentAccess(long mappedBytesMax, Collection<CollectionState> collections) {

  /// How segments are opened where all of them take so many bytes.
  VectorAccess of(long bytes) {
    return bytes <= mappedBytesMax ? VectorAccess.MAPPED : VectorAccess.READ;
  }

  /// How a segment is opened that comes in the place of parts.
  ///
  /// @param bytes of its files
  VectorAccess of(long bytes, List<? extends RowPart> replaced) {
    return of(segmentBytes() - bytesOf(replaced) + bytes);
  }

  /// A segment that is open in another way than it would be opened now, or null.
  ///
  /// What is read is mapped again only well below the bound, so that a database of that size does
  /// not go to and fro.
  SegmentPart due(List<RowPart> parts) {
    long bytes = segmentBytes();
    VectorAccess now = of(bytes);
    if (now == VectorAccess.MAPPED && bytes > mappedBytesMax - mappedBytesMax / 4) {
      return null;
    }
    for (RowPart part : parts) {
      if (part instanceof SegmentPart segment
          && segment.vectors() != now
          && segment.supports(now)
          && !segment.isDamaged()) {
        return segment;
      }
    }
    return null;
  }

  private long segmentBytes() {
    long bytes = 0;
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        bytes += bytesOf(rows.parts());
      }
    }
    return bytes;
  }

  private static long bytesOf(List<? extends RowPart> parts) {
    long bytes = 0;
    for (RowPart part : parts) {
      bytes += part instanceof SegmentPart segment ? segment.bytes() : 0;
    }
    return bytes;
  }
}
