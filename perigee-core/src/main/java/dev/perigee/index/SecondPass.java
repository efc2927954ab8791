package dev.perigee.index;

import dev.perigee.graph.HnswBuilder;
import dev.perigee.work.ParallelLoop;
import java.util.Arrays;

/// Chooses the links of all nodes of a graph of one level anew, by walks through what there is from
/// its middle (the second pass of Subramanya et al. 2019, Algorithm 3).
final class SecondPass {

  private static final int BLOCK = 16;
  private static final double GOLDEN_SECTION = 0.618;

  private SecondPass() {}

  /// Runs it.
  ///
  /// @param held nodes to leave out, ascending
  /// @return whether it came to the end
  static boolean run(HnswBuilder graph, int threads, int[] held, BuildProgress progress) {
    int count = graph.graph().count();
    graph.chooseMedoid();
    int step = spreadingStep(count);
    ParallelLoop loop =
        new ParallelLoop(
            threads,
            BLOCK,
            () ->
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    int node = (int) ((long) i * step % count);
                    if (Arrays.binarySearch(held, node) < 0) {
                      graph.relink(node);
                    }
                  }
                });
    int done = loop.run(0, count, taken -> progress.update(taken, count));
    loop.rethrowFailure();
    return done == count && !loop.isCancelled();
  }

  /// A step by which all ordinals are met in an order that has near ones far apart.
  private static int spreadingStep(int count) {
    int step = (int) Math.max(1, GOLDEN_SECTION * count);
    while (gcd(step, count) != 1) {
      step++;
    }
    return step;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
