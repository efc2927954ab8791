package dev.perigee.graph;

import dev.perigee.kernel.VectorSpace;
import java.lang.foreign.MemorySegment;

/// Where vectors of nodes are copied from, to be compared with one another side by side: the
/// vectors themselves, or what their codes stand for.
///
/// Owned by one thread.
public interface NodeVectors {

  /// What a copy is.
  VectorSpace space();

  /// Copies the vector of a node.
  ///
  /// @param target receives the vector at `offset`, zeros up to the stride of [#space()]
  /// @return the inverse of its norm, where the space needs it
  float copy(int node, MemorySegment target, long offset);
}
