package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.StorageException;
import dev.perigee.segment.FileLayer;
import dev.perigee.store.Batch;
import dev.perigee.store.Store;
import java.io.IOException;
import java.nio.file.Path;

/// Removes a collection: its entries in one batch, its files once nobody reads them.
final class Dropping {

  private Dropping() {}

  /// Removes what was written for a collection that nobody has seen.
  static void dropAdopted(Store store, int number) {
    try (Batch batch = store.batch()) {
      batch.delete(Tables.META, Tables.adopting(number));
      batch.deleteRange(Tables.IDS, Tables.first(number), Tables.first(number + 1));
      batch.deleteRange(Tables.CURRENT, Tables.first(number), Tables.first(number + 1));
      store.write(batch, true);
    }
  }

  /// Under the commit lock, while no background work runs.
  static void drop(Store store, CollectionState collection, Path folder, FileLayer files) {
    int number = collection.number();
    byte[] from = Tables.first(number);
    byte[] to = Tables.first(number + 1);
    try (Batch batch = store.batch()) {
      batch.delete(Tables.META, Tables.collection(number));
      batch.delete(Tables.META, Tables.counters(number));
      batch.delete(Tables.META, Tables.horizon(number));
      batch.deleteRange(Tables.IDS, from, to);
      batch.deleteRange(Tables.CURRENT, from, to);
      batch.deleteRange(Tables.HISTORY, from, to);
      batch.deleteRange(Tables.CLOSURES, from, to);
      batch.deleteRange(Tables.PARTS, from, to);
      for (FieldRows rows : collection.vectors()) {
        for (RowPart part : rows.parts()) {
          byte[] first = Tables.row(part.uid(), 0);
          byte[] end = Tables.row(part.uid() + 1, 0);
          batch.deleteRange(Tables.TOMBSTONES, first, end);
          batch.deleteRange(Tables.ROWS, first, end);
        }
      }
      store.write(batch, true);
    }
    for (FieldRows rows : collection.vectors()) {
      for (RowPart part : rows.parts()) {
        if (part instanceof SegmentPart segment) {
          part.whenFreed(() -> delete(segment, folder, files));
        }
      }
      rows.close();
    }
  }

  private static void delete(SegmentPart segment, Path folder, FileLayer files) {
    try {
      files.delete(segment.files().index(folder));
      files.delete(segment.files().rows(folder));
    } catch (IOException e) {
      throw new StorageException("could not delete a dropped segment", e);
    }
  }
}
