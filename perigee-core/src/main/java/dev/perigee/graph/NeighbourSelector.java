package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import java.util.Arrays;

/// Chooses neighbours that point in different directions.
///
/// Source: Malkov and Yashunin 2018, Algorithm 4 (SELECT-NEIGHBORS-HEURISTIC) without extension of
/// the candidates: one is kept if it is nearer to the base than to every neighbour kept before it.
/// The slack is alpha of RobustPrune (Subramanya et al., "DiskANN", NeurIPS 2019, Algorithm 2):
/// above 1, a candidate has to be that much nearer to a kept one to be passed over. With backfill
/// (keepPrunedConnections) the nearest of the others fill what room is left.
///
/// Turned around for bulk scoring: each neighbour that is kept strikes out candidates behind it.
/// The same pairs are compared, a window of candidates at a time.
///
/// Owned by one thread.
final class NeighbourSelector {

  private static final int WINDOW = 64;

  private final QueryScorer scorer;
  private final int[] window = new int[WINDOW];
  private final int[] rested = new int[WINDOW];
  private final float[] baseDistances = new float[WINDOW];
  private final float[] distances = new float[WINDOW];
  private boolean[] taken = new boolean[256];

  NeighbourSelector(QueryScorer scorer) {
    this.scorer = scorer;
  }

  /// Selects from candidates sorted by their distance to the base.
  ///
  /// @param candidates sorted, nearest first, the base not among them
  /// @param size how many
  /// @param degreeMax most neighbours to select
  /// @param slack at least 1
  /// @param backfill whether to fill up with those that were passed over
  /// @param selected receives the neighbours; at least `degreeMax` long
  /// @return how many were selected
  int select(
      long[] candidates, int size, int degreeMax, float slack, boolean backfill, int[] selected) {
    int kept = 0;
    for (int from = 0; from < size && kept < degreeMax; from += WINDOW) {
      int count = Math.min(WINDOW, size - from);
      for (int i = 0; i < count; i++) {
        window[i] = Candidate.ordinal(candidates[from + i]);
        baseDistances[i] = Candidate.distance(candidates[from + i]);
      }
      for (int i = 0; i < kept && count > 0; i++) {
        count = strikeOut(selected[i], slack, 0, count);
      }
      for (int i = 0; i < count && kept < degreeMax; i++) {
        selected[kept++] = window[i];
        if (kept < degreeMax && i + 1 < count) {
          count = strikeOut(window[i], slack, i + 1, count);
        }
      }
    }
    return backfill && kept < degreeMax ? fill(candidates, size, degreeMax, selected, kept) : kept;
  }

  /// Drops the candidates of the window, from index `from` on, that are nearer to a kept neighbour
  /// than to the base.
  private int strikeOut(int neighbour, float slack, int from, int count) {
    // the window is scored from its start, so the part that stands is moved out of the way
    int rest = count - from;
    System.arraycopy(window, from, rested, 0, rest);
    scorer.setQueryRow(neighbour);
    scorer.score(rested, rest, distances);
    int left = from;
    for (int i = 0; i < rest; i++) {
      float distance = distances[i];
      // inner products are less the nearer, and negative
      float stretched = distance >= 0 ? distance * slack : distance / slack;
      if (stretched >= baseDistances[from + i]) {
        window[left] = rested[i];
        baseDistances[left++] = baseDistances[from + i];
      }
    }
    return left;
  }

  private int fill(long[] candidates, int size, int degreeMax, int[] selected, int kept) {
    if (taken.length < size) {
      taken = new boolean[size];
    }
    Arrays.fill(taken, 0, size, false);
    // what was kept is in the order of the candidates, so one pass finds all of it
    int at = 0;
    for (int i = 0; i < kept; i++) {
      while (Candidate.ordinal(candidates[at]) != selected[i]) {
        at++;
      }
      taken[at++] = true;
    }
    int filled = kept;
    for (int i = 0; i < size && filled < degreeMax; i++) {
      if (!taken[i]) {
        selected[filled++] = Candidate.ordinal(candidates[i]);
      }
    }
    return filled;
  }
}
