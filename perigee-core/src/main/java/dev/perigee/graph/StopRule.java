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
public record StopRule(int rank, float slack, int kept) {

  /// The walk ends when the beam is exhausted.
  public static final StopRule NEVER = new StopRule(0, 0, 0);

  /// Distance beyond which nothing is expanded any more.
  float bound(Beam beam) {
    if (rank == 0 || beam.size() < rank) {
      return Float.POSITIVE_INFINITY;
    }
    float nearest = Candidate.distance(beam.get(rank - 1));
    return nearest + slack * Math.abs(nearest);
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
