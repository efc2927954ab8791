package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.graph.HnswBuilder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Links reserved nodes on a bounded number of threads, in the order of their ordinals.
///
/// The calling thread tells the progress and waits. When the build is cancelled each thread
/// finishes its node, so the linked nodes are always the first ones.
final class BulkLinker {

  private static final long PROGRESS_MILLIS = 100;

  private final HnswBuilder graph;
  private final int threads;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  BulkLinker(HnswBuilder graph, int threads) {
    this.graph = graph;
    this.threads = threads;
  }

  /// Links all nodes from `first` on.
  ///
  /// @return the ordinal behind the last node that was linked
  int link(int first, BuildProgress progress) {
    int end = graph.graph().count();
    next.set(first);
    CountDownLatch running = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Runnable work = () -> work(end, running);
      Thread.ofPlatform().name("perigee-build-" + i).daemon().start(work);
    }
    boolean interrupted = await(running, first, end, progress);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return Math.min(next.get(), end);
  }

  static CancelledException cancelled(int done, long total) {
    return new CancelledException(
        "build: cancelled after " + done + " of " + total + " vectors, which are kept");
  }

  private void work(int end, CountDownLatch running) {
    try {
      while (!cancelled.get()) {
        int node = next.getAndIncrement();
        if (node >= end) {
          return;
        }
        graph.link(node);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      cancelled.set(true);
    } finally {
      running.countDown();
    }
  }

  private boolean await(CountDownLatch running, int first, int end, BuildProgress progress) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        done = running.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
        int linked = Math.min(next.get(), end) - first;
        if (!progress.update(done ? linked : Math.max(0, linked - threads), end - first)) {
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

  /// Throws what ended the build early: a failure of the progress callback, or of a distance
  /// function.
  void rethrowFailure() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e);
    }
  }
}
