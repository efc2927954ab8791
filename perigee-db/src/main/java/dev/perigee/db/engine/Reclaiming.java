package dev.perigee.db.engine;

import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Version;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.store.Batch;
import dev.perigee.store.Cursor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Removes old versions once nobody may ask for them any more, and the ids of documents of which
/// nothing is left.
final class Reclaiming {

  private static final int BATCH_ENTRIES = 512;

  private final Workshop workshop;

  Reclaiming(Workshop workshop) {
    this.workshop = workshop;
  }

  /// The sequence number up to which what has ended may go: what the collection keeps, and what
  /// somebody reads, ends later.
  long horizon(CollectionState collection) {
    Duration kept = collection.schema().history();
    if (kept.equals(Schema.FOREVER)) {
      return collection.horizon();
    }
    long now = workshop.options().clockMicros().getAsLong();
    long micros = kept.compareTo(Duration.ofDays(100_000)) > 0 ? now : kept.toNanos() / 1000;
    long wanted = kept.isZero() ? Long.MAX_VALUE : now - micros;
    return workshop.sequences().advance(collection, wanted);
  }

  /// Removes what has ended up to the horizon.
  ///
  /// @return versions removed
  long reclaim(CollectionState collection) {
    long horizon = horizon(collection);
    long removed = 0;
    while (true) {
      List<byte[]> ended = ended(collection, horizon);
      if (ended.isEmpty()) {
        return removed;
      }
      workshop.committer().exclusively(() -> remove(collection, ended, horizon));
      removed += ended.size();
    }
  }

  /// Forgets changes that subscribers can no longer ask for.
  void trimChanges() {
    long before =
        workshop.options().clockMicros().getAsLong()
            - workshop.options().changesKept().toNanos() / 1000;
    if (before <= 0) {
      return;
    }
    try (Batch batch = workshop.store().batch()) {
      batch.deleteRange(Tables.CHANGES, Tables.number(0), Tables.number(before));
      batch.put(Tables.META, Tables.CHANGES_FROM, Tables.number(before));
      workshop.store().write(batch, false);
    }
  }

  private List<byte[]> ended(CollectionState collection, long horizon) {
    List<byte[]> keys = new ArrayList<>();
    int number = collection.number();
    try (Cursor cursor =
        workshop
            .store()
            .cursor(
                Tables.CLOSURES,
                Tables.first(number),
                Tables.closure(number, horizon == Long.MAX_VALUE ? horizon : horizon + 1, 0))) {
      while (keys.size() < BATCH_ENTRIES && cursor.next()) {
        keys.add(cursor.key());
      }
    }
    return keys;
  }

  /// Under the commit lock, so that no id is taken while it is removed.
  private void remove(CollectionState collection, List<byte[]> ended, long horizon) {
    int number = collection.number();
    try (Batch batch = workshop.store().batch()) {
      for (byte[] key : ended) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        long closed = bytes.getLong(4);
        long document = bytes.getLong(12);
        byte[] historyKey = Tables.history(number, document, closed);
        if (isLast(number, document, closed)) {
          byte[] version = workshop.store().get(Tables.HISTORY, historyKey);
          if (version != null) {
            byte[] id = Version.decodeId(version, "version in " + collection).key();
            batch.delete(Tables.IDS, Tables.id(number, id));
          }
        }
        batch.delete(Tables.HISTORY, historyKey);
        batch.delete(Tables.CLOSURES, key);
      }
      batch.put(
          Tables.META,
          Tables.horizon(number),
          Tables.number(Math.min(horizon, workshop.sequences().last())));
      workshop.options().crashPoint().pass(Place.RECLAIM_BEFORE_WRITE);
      workshop.store().write(batch, false);
      workshop.options().crashPoint().pass(Place.RECLAIM_WRITTEN);
    }
  }

  /// Whether this end of a version is the end of all that is known of the document.
  private boolean isLast(int collection, long document, long closed) {
    if (workshop.store().get(Tables.CURRENT, Tables.current(collection, document)) != null) {
      return false;
    }
    try (Cursor later =
        workshop
            .store()
            .cursor(
                Tables.HISTORY,
                Tables.history(collection, document, closed + 1),
                Tables.history(collection, document, -1))) {
      return !later.next();
    }
  }
}
