package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.graph.HnswBuilder;
import dev.perigee.work.ParallelLoop;

/// Links reserved nodes one by one, on a bounded number of threads, in the order of their ordinals.
/// When the build is cancelled, the linked nodes are always the first ones.
final class BulkLinker {

  private final HnswBuilder graph;
  private final ParallelLoop loop;

  BulkLinker(HnswBuilder graph, int threads) {
    this.graph = graph;
    this.loop = new ParallelLoop(threads, 1, () -> (from, to) -> graph.link(from));
  }

  /// Links all nodes from `first` on.
  ///
  /// @return the ordinal behind the last node that was linked
  int link(int first, BuildProgress progress) {
    int end = graph.graph().count();
    return loop.run(first, end, done -> progress.update(done, end - first));
  }

  /// Throws what ended the build early: a failure of the progress callback, or of a distance
  /// function.
  void rethrowFailure() {
    loop.rethrowFailure();
  }

  static CancelledException cancelled(int done, long total) {
    return new CancelledException(
        "build: cancelled after " + done + " of " + total + " vectors, which are kept");
  }
}
