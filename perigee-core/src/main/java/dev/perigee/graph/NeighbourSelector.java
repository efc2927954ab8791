package dev.perigee.graph;

import dev.perigee.kernel.RowScorer;

/// Chooses neighbours that point in different directions.
///
/// Source: Malkov and Yashunin 2018, Algorithm 4 (SELECT-NEIGHBORS-HEURISTIC) without extension of
/// the candidates: one is kept if it is nearer to the base than to every neighbour kept before it.
/// With backfill (keepPrunedConnections) the nearest of the others fill what room is left.
///
/// Owned by one thread.
final class NeighbourSelector {

  private final RowScorer scorer;
  private final int[] discarded;
  private final int[] group = new int[4];
  private final float[] groupDistances = new float[4];

  NeighbourSelector(RowScorer scorer, int candidatesMax) {
    this.scorer = scorer;
    this.discarded = new int[candidatesMax];
  }

  /// Selects from candidates sorted by their distance to the base.
  ///
  /// @param candidates sorted, nearest first, the base not among them
  /// @param size how many
  /// @param degreeMax most neighbours to select
  /// @param backfill whether to fill up with those that were passed over
  /// @param selected receives the neighbours; at least `degreeMax` long
  /// @return how many were selected
  int select(long[] candidates, int size, int degreeMax, boolean backfill, int[] selected) {
    int kept = 0;
    int passedOver = 0;
    for (int i = 0; i < size && kept < degreeMax; i++) {
      int candidate = Candidate.ordinal(candidates[i]);
      if (isDiverse(candidate, Candidate.distance(candidates[i]), selected, kept)) {
        selected[kept++] = candidate;
      } else {
        discarded[passedOver++] = candidate;
      }
    }
    if (backfill) {
      for (int i = 0; i < passedOver && kept < degreeMax; i++) {
        selected[kept++] = discarded[i];
      }
    }
    return kept;
  }

  private boolean isDiverse(int candidate, float distanceToBase, int[] selected, int kept) {
    if (kept == 0) {
      return true;
    }
    scorer.setQueryRow(candidate);
    for (int from = 0; from < kept; from += group.length) {
      int count = Math.min(group.length, kept - from);
      System.arraycopy(selected, from, group, 0, count);
      scorer.score(group, count, groupDistances);
      for (int i = 0; i < count; i++) {
        if (groupDistances[i] < distanceToBase) {
          return false;
        }
      }
    }
    return true;
  }
}
