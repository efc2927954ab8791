package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.work.ParallelLoop;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// Links reserved nodes one by one, on a bounded number of threads, in the order of their ordinals.
/// When the build is cancelled, the linked nodes are always the first ones, and the others are
/// forgotten.
final class BulkLinker {

  private final GrowingIndex index;
  private final int threads;
  private final BooleanSupplier pauseIsDue;
  private final IntConsumer pause;
  private boolean paused;
  private boolean stopped;

  /// @param pauseIsDue asked now and then
  /// @param pause called when it was due, while nobody links, with the number of nodes that are
  ///   linked: those from 0 on
  BulkLinker(GrowingIndex index, int threads, BooleanSupplier pauseIsDue, IntConsumer pause) {
    this.index = index;
    this.threads = threads;
    this.pauseIsDue = pauseIsDue;
    this.pause = pause;
  }

  BulkLinker(GrowingIndex index, int threads) {
    this(index, threads, () -> false, linked -> {});
  }

  /// Links all nodes from `first` on.
  ///
  /// @param whole whether these are all there are to come, so that a graph of one level gets its
  ///   second pass
  /// @throws CancelledException if it was cancelled
  void link(int first, boolean whole, BuildProgress progress) {
    int end = index.count();
    BuildProgress linking = whole ? index.firstPass(progress) : progress;
    int linked = first;
    while (linked < end) {
      ParallelLoop loop =
          new ParallelLoop(threads, 1, () -> (from, to) -> index.graph().link(from));
      paused = false;
      int start = linked;
      linked =
          loop.run(start, end, done -> goesOn(linking.update(start - first + done, end - first)));
      // an interrupt ends the loop too, and would end what the pause writes
      stopped |= Thread.currentThread().isInterrupted();
      if (linked < end && (!paused || stopped || loop.hasFailed())) {
        index.truncate(linked);
        loop.rethrowFailure();
        throw cancelled(linked - first, end - first);
      }
      loop.rethrowFailure();
      if (paused) {
        pause.accept(linked);
      }
    }
    if (whole && !index.secondPass(progress)) {
      throw cancelled(end - first, end - first);
    }
  }

  /// Asked once more when it has said no, for the threads end what they have begun.
  private boolean goesOn(boolean wanted) {
    stopped |= !wanted;
    paused |= pauseIsDue.getAsBoolean();
    return !stopped && !paused;
  }

  private static CancelledException cancelled(int done, long total) {
    return new CancelledException(
        "build: cancelled after " + done + " of " + total + " vectors, which are kept");
  }
}
