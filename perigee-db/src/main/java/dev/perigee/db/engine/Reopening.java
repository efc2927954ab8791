package dev.perigee.db.engine;

import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowPart.Closing;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.index.VectorAccess;
import java.util.List;

/// Opens a segment anew with its vectors got at in another way, while it is searched. Its files and
/// the manifest stay as they are.
final class Reopening {

  private final Workshop workshop;

  Reopening(Workshop workshop) {
    this.workshop = workshop;
  }

  void reopen(CollectionState collection, int field, SegmentPart segment) {
    VectorAccess access =
        segment.vectors() == VectorAccess.READ ? VectorAccess.MAPPED : VectorAccess.READ;
    long cut = workshop.startJournals(List.of(segment));
    SegmentPart reopened = null;
    try {
      reopened = SegmentPart.open(workshop.folder(), segment.files(), access);
      for (int row = 0; row < segment.count(); row++) {
        close(reopened, row, Workshop.closedUpTo(cut, segment, row));
      }
    } catch (RuntimeException | Error e) {
      workshop.committer().exclusively(segment::endJournal);
      if (reopened != null) {
        reopened.release();
      }
      throw e;
    }
    SegmentPart by = reopened;
    workshop
        .committer()
        .exclusively(() -> {
          for (Closing closing : segment.endJournal()) {
            close(by, closing.row(), closing.sequence());
          }
          collection.vectors().get(field).replace(List.of(segment), List.of(by));
        });
  }

  private static void close(SegmentPart segment, int row, long sequence) {
    if (sequence != RowPart.OPEN && segment.closed(row) == RowPart.OPEN) {
      segment.close(row, sequence);
    }
  }
}
