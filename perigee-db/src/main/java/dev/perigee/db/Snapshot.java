package dev.perigee.db;

import dev.perigee.db.document.FieldType;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Engine;
import dev.perigee.error.ClosedException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/// A collection as it was at one moment, for as long as the snapshot is open: what it needs is
/// kept.
public final class Snapshot extends PinnedReader implements AutoCloseable {

  private final Engine engine;
  private final Moment moment;
  private final AtomicInteger users = new AtomicInteger(1);
  private volatile boolean closed;

  /// @param sequence pinned; given back by this
  Snapshot(Engine engine, CollectionState collection, long sequence) {
    this.engine = engine;
    moment = new Moment(engine.reader(), collection, sequence);
  }

  /// The moment: that of the last commit that is seen, or the instant that was asked for.
  public Instant instant() {
    return FieldType.instant(moment.sequence());
  }

  /// The sequence number up to which commits are seen.
  public long sequence() {
    return moment.sequence();
  }

  @Override
  Moment pin() {
    if (closed) {
      throw new ClosedException("snapshot: expected it to be open, but it was closed");
    }
    users.incrementAndGet();
    return moment;
  }

  @Override
  void release(Moment used) {
    if (users.decrementAndGet() == 0) {
      engine.unpin(moment.sequence());
    }
  }

  /// Ends the snapshot; reads that are running finish first.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release(moment);
    }
  }
}
