package dev.perigee.db;

import dev.perigee.db.document.FieldType;
import dev.perigee.error.ClosedException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/// A collection as it was at one moment, for as long as the snapshot is open: what it needs is
/// kept.
public final class Snapshot extends PinnedReader implements AutoCloseable {

  /// What a snapshot keeps as it is.
  interface Hold {

    /// Before each read.
    ///
    /// @throws ClosedException if the database was closed
    default void beginRead() {}

    /// After each read.
    default void endRead() {}

    /// When it is needed no more.
    void end();
  }

  private final Moment moment;
  private final Hold hold;
  private final AtomicInteger users = new AtomicInteger(1);
  private volatile boolean closed;

  /// @param moment held
  /// @param hold ended by this
  Snapshot(Moment moment, Hold hold) {
    this.moment = moment;
    this.hold = hold;
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
    hold.beginRead();
    users.incrementAndGet();
    return moment;
  }

  @Override
  void release(Moment used) {
    leave();
    hold.endRead();
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      hold.end();
    }
  }

  /// Ends the snapshot; reads that are running finish first.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      leave();
    }
  }
}
