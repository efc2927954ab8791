package dev.perigee.db.engine;

import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowsFile;
import dev.perigee.db.rows.SegmentFiles;
import dev.perigee.db.rows.SegmentFiles.Kind;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.StorageException;
import dev.perigee.segment.AtomicFile;
import dev.perigee.store.Batch;
import java.util.List;

/// Turns a full part in memory into a segment: with its graph where linking has kept up with the
/// writers, else without one, as fast as the disk takes it, so that writers need not wait for a
/// graph.
final class Sealing {

  private static final long NEVER = 0;

  /// Rows below which a graph is not worth keeping.
  private static final int LINKED_MIN = 4096;

  /// Rows that are linked before a part is written, rather than that its graph is thrown away.
  private static final int LEFT_TO_LINK_MAX = 2048;

  private final Workshop workshop;

  Sealing(Workshop workshop) {
    this.workshop = workshop;
  }

  /// The oldest part that waits to be sealed, or null.
  static FreshPart waiting(FieldRows rows) {
    for (RowPart part : rows.parts().reversed()) {
      if (part instanceof FreshPart fresh && fresh.isFrozen()) {
        return fresh;
      }
    }
    return null;
  }

  /// Seals a frozen part.
  void seal(CollectionState collection, int field, FreshPart part) {
    // under the lock once: the commit that froze the part is through then, and its rows count
    long cut = workshop.startJournals(List.of(part));
    if (isEmpty(part)) {
      workshop.committer().exclusively(() -> remove(collection, field, part));
      return;
    }
    boolean linked = part.count() >= LINKED_MIN && part.unlinkedCount() <= LEFT_TO_LINK_MAX;
    if (linked) {
      linked = part.link(Integer.MAX_VALUE) >= 0 && part.unlinkedCount() == 0;
    }
    long uid = workshop.nextUid().getAndIncrement();
    SegmentFiles files = new SegmentFiles(uid, linked ? Kind.LINKED : Kind.FLAT, 0);
    SegmentPart segment = null;
    try {
      AtomicFile.publish(
          workshop.options().files(), files.index(workshop.folder()), part.index()::write);
      workshop.options().crashPoint().pass(Place.SEAL_INDEX_WRITTEN);
      RowsFile.write(
          workshop.options().files(),
          files.rows(workshop.folder()),
          part.count(),
          row -> abandoned(part, row) ? NEVER : part.created(row),
          row -> abandoned(part, row) ? NEVER : Workshop.closedUpTo(cut, part, row));
      workshop.options().crashPoint().pass(Place.SEAL_FILES_WRITTEN);
      segment = workshop.open(files, List.of(part));
      List<SegmentPart> by = List.of(segment);
      workshop.committer().exclusively(() -> workshop.swap(collection, field, List.of(part), by));
    } catch (RuntimeException | Error e) {
      workshop.committer().exclusively(part::endJournal);
      if (segment != null) {
        segment.release();
      }
      workshop.delete(files);
      throw e;
    }
    workshop.options().crashPoint().pass(Place.SEAL_SWAPPED);
    giveSpaceBack(part);
  }

  private void giveSpaceBack(FreshPart part) {
    try {
      workshop
          .store()
          .compact(Tables.ROWS, Tables.row(part.uid(), 0), Tables.row(part.uid() + 1, 0));
    } catch (StorageException e) {
      // the store does it later by itself; the rows are in their file
    }
  }

  /// Whether a row was appended for a commit that was never written.
  private static boolean abandoned(FreshPart part, int row) {
    return part.created(row) == RowPart.OPEN;
  }

  private static boolean isEmpty(FreshPart part) {
    for (int row = 0; row < part.count(); row++) {
      if (!abandoned(part, row)) {
        return false;
      }
    }
    return true;
  }

  private void remove(CollectionState collection, int field, FreshPart part) {
    try (Batch batch = workshop.store().batch()) {
      batch.delete(Tables.PARTS, Tables.part(collection.number(), field, part.uid()));
      workshop.store().write(batch, true);
    }
    collection.vectors().get(field).replace(List.of(part), List.of());
  }
}
