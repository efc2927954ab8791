package dev.perigee.work;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Runs an action for every index below an end, on a bounded number of threads.
///
/// Threads take blocks of indices in order; the calling thread watches. When the loop is cancelled
/// (by the watcher, by an interrupt of the calling thread, or by a failure) each thread finishes
/// its block, so what is done is always a prefix.
public final class ParallelLoop {

  private static final long WATCH_MILLIS = 100;

  /// What one thread does; made once for each thread.
  public interface Worker {
    /// Works on the indices from `from` up to, but not including, `to`.
    void run(int from, int to);
  }

  /// Told now and then how far a loop has come.
  public interface Watcher {
    /// Watches nothing and never cancels.
    Watcher NONE = done -> true;

    /// Takes note of the progress.
    ///
    /// @param done how many indices have been taken so far
    /// @return whether to go on
    boolean update(int done);
  }

  private final int threads;
  private final int blockSize;
  private final Supplier<? extends Worker> workers;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private int end;

  /// @param threads how many, at least 1
  /// @param blockSize indices a thread takes at a time
  /// @param workers makes what each thread does
  public ParallelLoop(int threads, int blockSize, Supplier<? extends Worker> workers) {
    this.threads = threads;
    this.blockSize = blockSize;
    this.workers = workers;
  }

  /// Runs a whole loop that nobody watches.
  public static void run(int threads, int end, int blockSize, Supplier<? extends Worker> workers) {
    ParallelLoop loop = new ParallelLoop(threads, blockSize, workers);
    int done = loop.run(0, end, Watcher.NONE);
    loop.rethrowFailure();
    if (done < end) {
      throw new dev.perigee.error.CancelledException(
          "interrupted after " + done + " of " + end + " steps");
    }
  }

  /// Runs the loop. A failure is kept for [#rethrowFailure()].
  ///
  /// @return the index behind the last one that was worked on
  public int run(int first, int limit, Watcher watcher) {
    end = limit;
    next.set(first);
    int started = Math.max(1, Math.min(threads, (limit - first + blockSize - 1) / blockSize));
    CountDownLatch running = new CountDownLatch(started);
    for (int i = 0; i < started; i++) {
      Thread.ofPlatform().name("perigee-work-" + i).daemon().start(() -> work(running));
    }
    boolean interrupted = watch(running, first, watcher);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return Math.min(next.get(), limit);
  }

  private void work(CountDownLatch running) {
    try {
      Worker worker = workers.get();
      while (!cancelled.get()) {
        int from = next.getAndAdd(blockSize);
        if (from < 0 || from >= end) {
          next.set(end); // keeps the counter from running over
          return;
        }
        worker.run(from, (int) Math.min((long) from + blockSize, end));
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      cancelled.set(true);
    } finally {
      running.countDown();
    }
  }

  private boolean watch(CountDownLatch running, int first, Watcher watcher) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        done = running.await(WATCH_MILLIS, TimeUnit.MILLISECONDS);
        int taken = Math.min(next.get(), end) - first;
        int sure = done ? taken : Math.max(0, taken - threads * blockSize);
        if (!watcher.update(sure)) {
          cancelled.set(true);
        }
      } catch (InterruptedException e) {
        interrupted = true;
        cancelled.set(true);
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
        cancelled.set(true);
      }
    }
    return interrupted;
  }

  /// Whether somebody has cancelled the loop, be it after its last index was taken.
  public boolean isCancelled() {
    return cancelled.get();
  }

  /// Whether a worker or the watcher has failed.
  public boolean hasFailed() {
    return failure.get() != null;
  }

  /// Throws what ended the loop early: a failure of a worker or of the watcher.
  public void rethrowFailure() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }
}
