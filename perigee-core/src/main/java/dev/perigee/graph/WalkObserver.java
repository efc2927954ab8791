package dev.perigee.graph;

/// Looks on while a graph is walked, between two expansions; may end the walk.
public interface WalkObserver {

  /// Called before the nearest candidate that is not yet expanded is expanded.
  ///
  /// @param beam the candidates so far
  /// @param next distance of the candidate
  /// @param scored distances computed since the search began
  /// @return whether to go on
  boolean goOn(Beam beam, float next, long scored);
}
