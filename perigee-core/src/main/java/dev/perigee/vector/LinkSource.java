package dev.perigee.vector;

/// A graph that was built elsewhere: who is linked to whom, on which level.
///
/// Nodes are numbered from 0; node `i` stands for row `i` of the [VectorSource] beside it. Level 0
/// has all nodes.
///
/// Implementations are safe for reading from several threads at once. They check what they read, so
/// that every number they return is in the stated range.
public interface LinkSource {

  /// Number of nodes.
  int count();

  /// Where a walk begins; -1 if there are no nodes.
  int entryNode();

  /// Highest level a node is on, 0 to 63.
  int level(int node);

  /// Most neighbours that any node has on level 0.
  int degreeMax();

  /// Most neighbours that any node has on a level above 0; 0 where there is none.
  int degreeMaxUpper();

  /// Copies the neighbours of a node on a level that it is on.
  ///
  /// @param target receives them from index 0 on; as long as the level's greatest degree
  /// @return how many
  int neighbours(int level, int node, int[] target);
}
