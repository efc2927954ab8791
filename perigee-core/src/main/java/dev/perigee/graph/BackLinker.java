package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import java.util.Arrays;
import java.util.function.Supplier;

/// Changes the rows of nodes under their locks: writes the links of one, and adds single links.
///
/// Source: Malkov and Yashunin 2018, Algorithm 1, lines 12 to 17; Subramanya et al. 2019, Algorithm
/// 3, the body of its loop.
///
/// Owned by one thread at a time.
final class BackLinker {

  private final HnswGraph graph;
  private final RowLocks locks;
  private final float slack;
  private final QueryScorer centre;
  private final NeighbourSelector selector;
  private final int[] row;
  private final float[] distances;
  private final long[] candidates;
  private final int[] kept;

  /// @param slack of the choice among the links of a full row
  BackLinker(HnswGraph graph, Supplier<QueryScorer> scorers, RowLocks locks, float slack) {
    this.graph = graph;
    this.locks = locks;
    this.slack = slack;
    centre = scorers.get();
    selector = new NeighbourSelector(scorers.get());
    int degreeMax = Math.max(graph.layout().degreeMax(), graph.layout().degreeMaxUpper());
    row = new int[degreeMax + 1];
    distances = new float[degreeMax + 1];
    candidates = new long[degreeMax + 1];
    kept = new int[degreeMax];
  }

  /// Replaces the links of a node.
  void setNeighbours(int level, int node, int[] neighbours, int degree) {
    synchronized (locks.of(node)) {
      graph.setNeighbours(level, node, neighbours, degree);
    }
  }

  /// Adds a link from `from` to `to`, unless there is one; where there is no room, chooses anew
  /// among the old ones and it.
  void link(int level, int from, int to) {
    synchronized (locks.of(from)) {
      int degree = graph.neighbours(level, from, row);
      for (int i = 0; i < degree; i++) {
        if (row[i] == to) {
          return;
        }
      }
      if (degree < graph.layout().degreeMax(level) && graph.appendNeighbour(level, from, to)) {
        return;
      }
      row[degree++] = to;
      centre.setQueryRow(from);
      centre.score(row, degree, distances);
      for (int i = 0; i < degree; i++) {
        candidates[i] = Candidate.of(distances[i], row[i]);
      }
      Arrays.sort(candidates, 0, degree);
      // no backfill: the room left over saves choosing anew at every one of the next links
      int chosen =
          selector.select(candidates, degree, graph.layout().degreeMax(level), slack, false, kept);
      graph.setNeighbours(level, from, kept, chosen);
    }
  }
}
