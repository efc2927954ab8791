package dev.perigee.index;

import dev.perigee.graph.HnswGraph;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;

/// The parts of an index that can be searched, wherever its memory is.
///
/// @param space what a vector is
/// @param options how the index was built
/// @param graph the graph
/// @param vectors full-precision vectors
/// @param inverseNorms a float for each vector; null unless the space needs them
/// @param ids the caller's id of each ordinal
/// @param ordinalsById ordinals sorted by (id, ordinal)
record IndexData(
    VectorSpace space,
    IndexOptions options,
    HnswGraph graph,
    Rows vectors,
    Rows inverseNorms,
    Rows ids,
    Rows ordinalsById) {

  int count() {
    return graph.count();
  }

  RowScorer scorer() {
    return RowScorer.create(space, vectors, inverseNorms);
  }

  long id(int ordinal) {
    return Ids.id(ids, ordinal);
  }
}
