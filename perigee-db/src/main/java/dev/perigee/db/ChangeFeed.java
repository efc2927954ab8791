package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Engine;
import dev.perigee.db.engine.Reader;
import dev.perigee.error.CancelledException;
import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Committed changes in order, for caches and replicas: ask, apply, remember the sequence number of
/// the last, and go on from it after a restart. One thread.
public final class ChangeFeed implements AutoCloseable {

  private static final int BATCH = 512;

  private final Engine engine;
  private long after;
  private volatile boolean closed;

  ChangeFeed(Engine engine, long after) {
    if (after < 0) {
      throw InvalidRequestException.of("fromSequence", "at least 0", after);
    }
    this.engine = engine;
    this.after = after;
    requireKept();
  }

  /// The next changes, whole commits; waits for one if there is none yet.
  ///
  /// @param timeout how long to wait
  /// @return empty if the time has passed
  /// @throws InvalidRequestException if this feed fell behind what is kept
  /// @throws CancelledException if the thread was interrupted
  public List<Change> next(Duration timeout) {
    if (closed) {
      throw new ClosedException("feed: expected it to be open, but it was closed");
    }
    try {
      engine.awaitAfter(after, timeout.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("feed: interrupted while waiting for a change");
    }
    long pinned = engine.pin();
    try {
      List<Reader.Change> found = engine.reader().changes(after, pinned, BATCH);
      requireKept();
      List<Change> changes = resolve(found);
      after = found.isEmpty() ? Math.max(after, pinned) : found.getLast().sequence();
      return changes;
    } finally {
      engine.unpin(pinned);
    }
  }

  /// The sequence number to go on from.
  public long sequence() {
    return after;
  }

  private List<Change> resolve(List<Reader.Change> found) {
    Map<Integer, CollectionState> collections = new HashMap<>();
    engine.collections().forEach(c -> collections.put(c.number(), c));
    List<Change> changes = new ArrayList<>(found.size());
    for (Reader.Change change : found) {
      CollectionState collection = collections.get(change.collection());
      if (collection == null) {
        continue; // it was dropped
      }
      Document document =
          change.deleted()
              ? null
              : new Moment(engine.reader(), collection, change.sequence())
                  .written(change.document());
      changes.add(
          new Change(
              change.sequence(), collection.name(), change.id(), change.deleted(), document));
    }
    return changes;
  }

  private void requireKept() {
    long from = engine.reader().changesFrom();
    if (after != 0 && after < from - 1) {
      throw InvalidRequestException.of(
          "fromSequence",
          "one of a change that is kept, after " + FieldType.instant(from),
          after + ", " + FieldType.instant(after));
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
