package dev.perigee.graph;

import dev.perigee.kernel.FloatRows;

/// Tells how many of the true nearest of some nodes have been found as candidates, so that a build
/// makes as many rounds as its data needs and no more.
final class CandidateCheck {

  private static final int SAMPLES = 100;
  private static final int NEAREST = 10;

  private final LevelNodes nodes;
  private final ReservoirTable reservoirs;
  private final int[] sampled;
  private final long[][] nearest;
  private final long[] held;

  /// Finds the true nearest, by comparing each sample with every row.
  ///
  /// @param rows the vectors of all rows
  /// @param rowCount how many
  CandidateCheck(
      LevelNodes nodes, ReservoirTable reservoirs, FloatRows rows, int rowCount, int threads) {
    this.nodes = nodes;
    this.reservoirs = reservoirs;
    int samples = Math.min(SAMPLES, nodes.count());
    sampled = new int[samples];
    float[][] queries = new float[samples][rows.space().dimension()];
    for (int i = 0; i < samples; i++) {
      sampled[i] = (int) ((long) i * nodes.count() / samples);
      rows.read(nodes.ordinal(sampled[i]), queries[i], 0);
    }
    nearest = new BulkNearest(rows, rowCount, NEAREST + 1, threads).find(queries);
    held = new long[reservoirs.size()];
  }

  /// The share of the true nearest among the candidates. Nodes that the level has not do not count.
  double recall() {
    long found = 0;
    long total = 0;
    for (int i = 0; i < sampled.length; i++) {
      int count = reservoirs.read(sampled[i], held);
      for (long candidate : nearest[i]) {
        int ordinal = Candidate.ordinal(candidate);
        if (ordinal != nodes.ordinal(sampled[i]) && nodes.has(ordinal)) {
          total++;
          found += contains(ordinal, count) ? 1 : 0;
        }
      }
    }
    return total == 0 ? 1 : (double) found / total;
  }

  private boolean contains(int ordinal, int count) {
    for (int i = 0; i < count; i++) {
      if (Candidate.ordinal(held[i]) == ordinal) {
        return true;
      }
    }
    return false;
  }
}
