package dev.perigee.graph;

/// Receives accepted candidates and says from which distance on no more are wanted.
///
/// The bound is shared: several searches that feed one collector stop earlier for each other's
/// finds.
public interface Collector {

  /// Candidates at this distance or beyond cannot enter; infinite while there is room.
  float bound();

  /// Offers accepted candidates, each ordinal at most once in a search.
  ///
  /// @param ordinals the candidates
  /// @param distances their distances
  /// @param count how many
  void collect(int[] ordinals, float[] distances, int count);
}
