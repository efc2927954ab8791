package dev.perigee.graph;

/// When a walk may end before all candidates in its beam have been expanded: once the next one is
/// farther than the k-th nearest by more than a share of that one's distance. Easy queries so end
/// early and hard ones go on.
///
/// Source: Al-Jazzazi et al., "Distance Adaptive Beam Search for Provably Accurate Graph-Based
/// Nearest Neighbor Search", 2025 (arXiv 2505.15636), section 3; gamma is `slack`. Distances may be
/// negative here (inner product), so the share is of the magnitude.
///
/// @param rank k, at least 1; 0 for a rule that never ends a walk
/// @param slack how much farther, as a share of the k-th distance; 0 or more
/// @param kept how many of the nearest are wanted in the beam in the end, expanded or not
/// @param within greatest distance that is wanted: where the k-th nearest is farther, this distance
///   takes its place, though not before that of the k/2-th; infinite if all are wanted
public record StopRule(int rank, float slack, int kept, float within) {

  /// The walk ends when the beam is exhausted.
  public static final StopRule NEVER = new StopRule(0, 0, 0, Float.POSITIVE_INFINITY);

  /// Distance beyond which nothing is expanded any more.
  float bound(Beam beam) {
    int found = beam.size();
    int half = (rank + 1) / 2;
    if (rank == 0 || found < half) {
      return Float.POSITIVE_INFINITY;
    }
    // half of k are looked for in any case, or the walk would not get to where that distance is
    float wanted = Math.max(within, Candidate.distance(beam.get(half - 1)));
    if (found >= rank) {
      wanted = Math.min(wanted, Candidate.distance(beam.get(rank - 1)));
    }
    return wanted + slack * Math.abs(wanted);
  }

  /// Distance beyond which nothing enters the beam, where that is less than the beam's own bound.
  ///
  /// @param stop as of [#bound]
  float entryBound(Beam beam, float stop) {
    if (rank == 0 || beam.size() < kept) {
      return beam.bound();
    }
    float wanted = Math.max(stop, Candidate.distance(beam.get(kept - 1)));
    return Math.min(beam.bound(), wanted);
  }
}
