package dev.perigee.db.engine;

import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowPart.Closing;
import dev.perigee.db.rows.RowsFile;
import dev.perigee.db.rows.SegmentFiles;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.StorageException;
import dev.perigee.store.Batch;
import java.io.IOException;
import java.util.List;

/// Writes the times of a segment's rows anew once many of them were closed, so that a start reads
/// few tombstones. The index stays as it is.
final class Rewriting {

  /// Most tombstones of a segment that a start has to read.
  static final int TOMBSTONES_MAX = 4096;

  private final Workshop workshop;

  Rewriting(Workshop workshop) {
    this.workshop = workshop;
  }

  /// A segment with too many tombstones, or null.
  static SegmentPart due(List<RowPart> parts) {
    for (RowPart part : parts) {
      if (part instanceof SegmentPart segment && segment.tombstones() > TOMBSTONES_MAX) {
        return segment;
      }
    }
    return null;
  }

  void rewrite(CollectionState collection, int field, SegmentPart segment) {
    SegmentFiles files = segment.files().next();
    long cut = workshop.startJournals(List.of(segment));
    SegmentPart rewritten;
    try {
      RowsFile.write(
          workshop.options().files(),
          files.rows(workshop.folder()),
          segment.count(),
          segment::created,
          row -> Workshop.closedUpTo(cut, segment, row));
      rewritten = workshop.open(files, List.of(segment));
    } catch (RuntimeException | Error e) {
      workshop.committer().exclusively(segment::endJournal);
      throw e;
    }
    workshop.committer().exclusively(() -> swap(collection, field, segment, rewritten));
  }

  private void swap(
      CollectionState collection, int field, SegmentPart segment, SegmentPart rewritten) {
    long uid = segment.uid();
    try (Batch batch = workshop.store().batch()) {
      batch.put(
          Tables.PARTS,
          Tables.part(collection.number(), field, uid),
          Manifest.encode(rewritten.files()));
      batch.deleteRange(Tables.TOMBSTONES, Tables.row(uid, 0), Tables.row(uid + 1, 0));
      for (Closing closing : segment.endJournal()) {
        if (rewritten.closed(closing.row()) == RowPart.OPEN) {
          rewritten.close(closing.row(), closing.sequence());
          batch.put(
              Tables.TOMBSTONES, Tables.row(uid, closing.row()), Tables.number(closing.sequence()));
        }
      }
      workshop.store().write(batch, true);
    }
    segment.whenFreed(() -> deleteRows(segment.files()));
    collection.vectors().get(field).replace(List.of(segment), List.of(rewritten));
  }

  private void deleteRows(SegmentFiles files) {
    try {
      workshop.options().files().delete(files.rows(workshop.folder()));
    } catch (IOException e) {
      throw new StorageException("could not delete a replaced file", e);
    }
  }
}
