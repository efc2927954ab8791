package dev.perigee.graph;

/// Gives a node its links, and others links to it. Owned by one thread at a time; several work on
/// one graph.
sealed interface NodeLinker permits Inserter, RobustLinker {

  /// Links a node.
  ///
  /// @param level highest level of the node
  /// @param entry the entry point to start from, of another node
  void link(int node, int level, long entry);
}
