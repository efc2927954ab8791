package dev.perigee.graph;

import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Nodes without links that are added while others are read: rows that have a code, and room for
/// links. No entry point leads to them; whoever searches reads all of them.
///
/// One thread at a time adds; readers need no lock and see a node once it was published, with
/// everything that was written before.
public final class UnlinkedGraph implements GrowingNodes {

  private final RowAllocator nodes;
  private final HnswGraph graph;

  /// @param arena owns the rows
  /// @param chunkBytesMax how much memory is taken at once
  public UnlinkedGraph(Arena arena, GraphLayout layout, long chunkBytesMax) {
    nodes = new RowAllocator(arena, layout.strideBytes(), chunkBytesMax);
    graph = new HnswGraph(layout, nodes.rows(), noRows(layout), 0, 0, -1, 0, true);
  }

  @Override
  public HnswGraph graph() {
    return graph;
  }

  /// The first nodes as a graph that does not grow.
  ///
  /// @param rows of the nodes
  public static HnswGraph of(GraphLayout layout, Rows rows, int count) {
    return new HnswGraph(layout, rows, noRows(layout), count, 0, -1, 0);
  }

  @Override
  public int prepare() {
    int node = graph.count();
    nodes.reserve(node + 1);
    graph.layout().writeUnlinked(nodes.rows(), node);
    return node;
  }

  @Override
  public void publish() {
    graph.grow(graph.count() + 1, 0);
  }

  @Override
  public long memoryBytes() {
    return nodes.memoryBytes();
  }

  private static Rows noRows(GraphLayout layout) {
    MemorySegment nothing = MemorySegment.ofArray(new byte[0]);
    return Rows.over(nothing, layout.upperStrideBytes(), "memory", 0);
  }
}
