package dev.perigee.db;

import dev.perigee.db.document.FieldType;
import dev.perigee.error.ClosedException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/// A collection as it was at one moment, for as long as the snapshot is open: what it needs is
/// kept.
public final class Snapshot extends PinnedReader implements AutoCloseable {

  private final Moment moment;
  private final Runnable end;
  private final AtomicInteger users = new AtomicInteger(1);
  private volatile boolean closed;

  /// @param moment pinned
  /// @param end gives the pin back
  Snapshot(Moment moment, Runnable end) {
    this.moment = moment;
    this.end = end;
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
      end.run();
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
