package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.index.VectorIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the segments that were there when the database was opened against their checksums, one at
/// a time when there is nothing else to do. Those written since were just written.
///
/// Damaged vectors and ids are told when they are first used; of codes and links nothing but this
/// tells.
final class Scrubbing {

  private final Set<Long> unread = new HashSet<>();

  Scrubbing(Collection<CollectionState> collections) {
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        rows.parts().forEach(part -> unread.add(part.uid()));
      }
    }
  }

  /// A segment that has to be built anew, or none.
  List<SegmentPart> damaged(List<RowPart> parts, Path folder) {
    List<SegmentPart> damaged = new ArrayList<>();
    for (RowPart part : parts) {
      if (part instanceof SegmentPart segment
          && damaged.isEmpty()
          && (segment.isDamaged() || isDamaged(segment, folder))) {
        damaged.add(segment);
      }
    }
    return damaged;
  }

  private boolean isDamaged(SegmentPart segment, Path folder) {
    return unread.remove(segment.uid())
        && !VectorIndex.examine(segment.files().index(folder)).isNone();
  }
}
