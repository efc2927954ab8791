package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;

/// The node in the middle of all: of a sample, the one whose distances to another sample have the
/// least sum. (Subramanya et al. 2019 take the node nearest to the mean; any start in the middle
/// does.)
final class Medoid {

  private static final int CANDIDATES = 512;
  private static final int COMPARED = 1024;

  private Medoid() {}

  /// Finds it.
  ///
  /// @param graph of at least one node; nodes without links are passed over
  static int find(HnswGraph graph, QueryScorer scorer) {
    int count = graph.count();
    int[] neighbours = new int[graph.layout().degreeMax()];
    int[] compared = SpreadSample.of(count, Math.min(COMPARED, count));
    float[] distances = new float[compared.length];
    int medoid = graph.entryNode();
    double least = Double.POSITIVE_INFINITY;
    for (int candidate : SpreadSample.of(count, Math.min(CANDIDATES, count))) {
      if (graph.neighbours(0, candidate, neighbours) == 0) {
        continue;
      }
      scorer.setQueryRow(candidate);
      scorer.score(compared, compared.length, distances);
      double sum = 0;
      for (float distance : distances) {
        sum += distance;
      }
      if (sum < least) {
        least = sum;
        medoid = candidate;
      }
    }
    return medoid;
  }
}
