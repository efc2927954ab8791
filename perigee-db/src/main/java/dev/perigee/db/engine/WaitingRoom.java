package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.db.rows.RowPart;
import dev.perigee.error.CancelledException;
import dev.perigee.error.StorageException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where writers wait for room in memory, and background threads for work.
final class WaitingRoom {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final int partsMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicLong waits = new AtomicLong();
  private volatile StorageException failure;
  private volatile boolean closed;

  /// @param partsMax full parts in memory of one field before writers wait
  WaitingRoom(int partsMax) {
    this.partsMax = partsMax;
  }

  /// Waits while too many full parts wait to be sealed.
  ///
  /// @throws StorageException if they cannot be sealed
  void awaitRoom(List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation.draft() != null && !operation.draft().vectors().isEmpty()) {
        operation.collection().vectors().forEach(this::awaitRoom);
      }
    }
  }

  private void awaitRoom(FieldRows rows) {
    if (waiting(rows) <= partsMax) {
      return;
    }
    lock.lock();
    try {
      waits.incrementAndGet();
      while (!closed && waiting(rows) > partsMax) {
        StorageException full = failure;
        if (full != null) {
          throw full;
        }
        changed.signalAll();
        long _ = changed.awaitNanos(PAUSE_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("put: interrupted while waiting for room in memory");
    } finally {
      lock.unlock();
    }
  }

  /// Full parts of a field that wait to be sealed.
  static int waiting(FieldRows rows) {
    int waiting = 0;
    for (RowPart part : rows.parts()) {
      waiting += part instanceof FreshPart fresh && fresh.isFrozen() ? 1 : 0;
    }
    return waiting;
  }

  /// Says whether parts can be sealed.
  ///
  /// @param reason why not; null if they can
  void setFailure(StorageException reason) {
    failure = reason;
  }

  /// Wakes everybody.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Keeps nobody waiting any more.
  void close() {
    closed = true;
    wake();
  }

  /// Waits a while, or until there may be work; not at all once it is closed.
  @SuppressWarnings("WaitNotInLoop") // the loop is that of the caller, who looks for work again
  void pause() {
    lock.lock();
    try {
      if (!closed) {
        long _ = changed.awaitNanos(PAUSE_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// How often a writer had to wait.
  long waits() {
    return waits.get();
  }
}
