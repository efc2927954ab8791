package dev.perigee.db.engine;

import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowPart.Closing;
import dev.perigee.db.rows.SegmentFiles;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.StorageException;
import dev.perigee.store.Batch;
import dev.perigee.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What background work shares: where files go, and how the manifest is changed.
///
/// @param folder of the segments
/// @param options how the engine runs
/// @param store records and manifest
/// @param committer whose lock keeps commits away
/// @param sequences who reads what
/// @param nextUid number of the next part
/// @param access decides how segments are opened
/// @param damages found so far; may be added to by any thread
record Workshop(
    Path folder,
    EngineOptions options,
    Store store,
    Committer committer,
    PinnedSequences sequences,
    AtomicLong nextUid,
    SegmentAccess access,
    List<Damage> damages) {

  /// Decides how segments are built.
  SegmentShape shape() {
    return new SegmentShape(options.mappedBytesMax(), options.mergeBytesMax(), folder);
  }

  /// Opens a segment whose files are there.
  ///
  /// @param replaced what it will be put in the place of
  SegmentPart open(SegmentFiles files, List<? extends RowPart> replaced) {
    return SegmentPart.open(folder, files, access.of(files.bytes(folder), replaced));
  }

  /// Writes down which rows of parts are closed from now on.
  ///
  /// @return the sequence number up to which closed rows are not in the journals
  long startJournals(List<? extends RowPart> parts) {
    AtomicLong cut = new AtomicLong();
    committer.exclusively(() -> {
      parts.forEach(RowPart::startJournal);
      cut.set(sequences.last());
    });
    return cut.get();
  }

  /// When a row was closed, if that is not in the journal: the same however often it is asked.
  static long closedUpTo(long cut, RowPart part, int row) {
    long closed = part.closed(row);
    return closed <= cut ? closed : RowPart.OPEN;
  }

  /// Puts segments in the place of parts: one synced batch, then the view. Under the commit lock.
  ///
  /// @param field of the collection
  /// @param replaced parts that go
  /// @param by segments that come; their files are durable
  void swap(
      CollectionState collection,
      int field,
      List<? extends RowPart> replaced,
      List<SegmentPart> by) {
    try (Batch batch = store.batch()) {
      for (RowPart part : replaced) {
        batch.delete(Tables.PARTS, Tables.part(collection.number(), field, part.uid()));
        batch.deleteRange(
            Tables.TOMBSTONES, Tables.row(part.uid(), 0), Tables.row(part.uid() + 1, 0));
        batch.deleteRange(Tables.ROWS, Tables.row(part.uid(), 0), Tables.row(part.uid() + 1, 0));
      }
      for (SegmentPart segment : by) {
        batch.put(
            Tables.PARTS,
            Tables.part(collection.number(), field, segment.uid()),
            Manifest.encode(segment.files()));
      }
      for (RowPart part : replaced) {
        for (Closing closing : part.endJournal()) {
          carryOver(part, closing, by, batch);
        }
      }
      // A merge leaves out what ended up to the horizon: from now on nobody may ask for it.
      batch.put(
          Tables.META,
          Tables.horizon(collection.number()),
          Tables.number(Math.min(collection.horizon(), sequences.last())));
      options.crashPoint().pass(Place.SWAP_BEFORE_WRITE);
      store.write(batch, true);
      options.crashPoint().pass(Place.SWAP_WRITTEN);
    }
    for (RowPart part : replaced) {
      if (part instanceof SegmentPart segment) {
        part.whenFreed(() -> delete(segment.files()));
      }
    }
    collection.vectors().get(field).replace(replaced, by);
  }

  /// Closes the row that a row was copied to, if it was closed while it was copied.
  private static void carryOver(RowPart from, Closing closing, List<SegmentPart> to, Batch batch) {
    long document = from.document(closing.row());
    long created = from.created(closing.row());
    for (SegmentPart segment : to) {
      for (int row : segment.rows(document)) {
        if (segment.created(row) == created && segment.closed(row) == RowPart.OPEN) {
          segment.close(row, closing.sequence());
          batch.put(
              Tables.TOMBSTONES, Tables.row(segment.uid(), row), Tables.number(closing.sequence()));
        }
      }
    }
  }

  void delete(SegmentFiles files) {
    try {
      options.files().delete(files.index(folder));
      options.crashPoint().pass(Place.SEGMENT_HALF_DELETED);
      options.files().delete(files.rows(folder));
    } catch (IOException e) {
      throw new StorageException("could not delete a replaced segment", e);
    }
  }
}
