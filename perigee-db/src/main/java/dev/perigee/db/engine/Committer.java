package dev.perigee.db.engine;

import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.error.ClosedException;
import dev.perigee.error.PerigeeException;
import dev.perigee.store.Batch;
import dev.perigee.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Commits transactions of many threads in one order.
///
/// A thread queues its transaction and tries for the lock. Who gets it leads: takes what is queued,
/// checks it, writes one batch, publishes, wakes the others. While it waits for the disk the next
/// group gathers. There is no thread of its own, so that a lone writer waits for nobody.
///
/// **Order of a commit.** All that can fail comes before the batch is written; the batch is
/// durable, where that was asked for, before anything is published; it is published before the
/// writer returns.
public final class Committer {

  private static final int GROUP_OPERATIONS_MAX = 4096;
  private static final long GROUP_BYTES_MAX = 16L << 20;
  private static final long PARK_NANOS = 50_000_000;

  private final Store store;
  private final FreshRows fresh;
  private final PinnedSequences sequences;
  private final LongSupplier clockMicros;
  private final boolean sync;
  private final CrashPoint crashPoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final ConcurrentLinkedQueue<PendingCommit> queue = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong groups = new AtomicLong();
  private final AtomicLong writeNanos = new AtomicLong();

  Committer(Store store, FreshRows fresh, PinnedSequences sequences, EngineOptions options) {
    this.store = store;
    this.fresh = fresh;
    this.sequences = sequences;
    clockMicros = options.clockMicros();
    sync = options.sync();
    crashPoint = options.crashPoint();
  }

  /// Commits a transaction; returns once it is durable, where that was asked for, and visible.
  ///
  /// @throws PerigeeException if it is refused; nothing has changed then
  CommitResult commit(PendingCommit commit) {
    queue.add(commit);
    while (!commit.isDone()) {
      if (lock.tryLock()) {
        try {
          if (!commit.isDone()) {
            lead();
          }
        } finally {
          lock.unlock();
        }
        PendingCommit next = queue.peek();
        if (next != null) {
          next.wake();
        }
      } else {
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    }
    return commit.result();
  }

  /// Runs an action while nobody commits.
  void exclusively(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
      PendingCommit next = queue.peek();
      if (next != null) {
        next.wake();
      }
    }
  }

  /// Refuses what comes from now on; what is being committed ends first.
  void close() {
    exclusively(() -> closed = true);
  }

  /// Transactions committed so far.
  long commits() {
    return commits.get();
  }

  /// Batches they were written in.
  long groups() {
    return groups.get();
  }

  /// Time spent in writing batches, syncs included.
  long writeNanos() {
    return writeNanos.get();
  }

  private void lead() {
    List<PendingCommit> group = new ArrayList<>();
    int operations = 0;
    long bytes = 0;
    for (PendingCommit next = queue.peek(); next != null; next = queue.peek()) {
      operations += next.operations().size();
      bytes += next.sizeBytes();
      if (!group.isEmpty() && (operations > GROUP_OPERATIONS_MAX || bytes > GROUP_BYTES_MAX)) {
        break;
      }
      group.add(queue.remove());
    }
    try {
      if (closed) {
        throw new ClosedException("database: expected it to be open, but it was closed");
      }
      write(group);
    } catch (RuntimeException | Error e) {
      RuntimeException reason =
          e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
      group.stream().filter(commit -> !commit.isRefused()).forEach(c -> c.refuse(reason));
    } finally {
      group.forEach(PendingCommit::complete);
    }
  }

  private void write(List<PendingCommit> pending) {
    try (Batch batch = store.batch()) {
      CommitGroup group = new CommitGroup(store, fresh, batch, sequences.last());
      int accepted = 0;
      group.load(pending);
      for (PendingCommit commit : pending) {
        try {
          group.check(commit);
        } catch (PerigeeException e) {
          commit.refuse(e);
          continue;
        }
        group.add(commit, clockMicros.getAsLong());
        accepted++;
      }
      if (accepted == 0) {
        return;
      }
      long last = group.finish();
      crashPoint.pass(Place.COMMIT_BEFORE_WRITE);
      WorkEvent.Commit event = new WorkEvent.Commit();
      event.begin();
      long start = System.nanoTime();
      store.write(batch, sync);
      writeNanos.addAndGet(System.nanoTime() - start);
      crashPoint.pass(Place.COMMIT_WRITTEN);
      event.transactions = accepted;
      event.bytes = batch.sizeBytes();
      event.commit();
      group.apply();
      sequences.publish(last);
      crashPoint.pass(Place.COMMIT_PUBLISHED);
      commits.addAndGet(accepted);
      groups.incrementAndGet();
    }
  }
}
