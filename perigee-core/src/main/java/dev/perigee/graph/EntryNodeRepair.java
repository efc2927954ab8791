package dev.perigee.graph;

import static dev.perigee.graph.GraphLayout.INT;

import dev.perigee.kernel.QueryScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Supplier;

/// Finds the nodes where walks start besides, for a graph whose links are not to be changed any
/// more: those that [EntryNodeChooser] finds, and one for each part that no link leads to.
///
/// The queue is off-heap: 4 bytes a node, freed at the end.
public final class EntryNodeRepair {

  private final HnswGraph graph;
  private final VisitedSet reached = new VisitedSet();
  private final int[] neighbours;
  private MemorySegment queue = MemorySegment.NULL;
  private int queued;
  private int taken;

  private EntryNodeRepair(HnswGraph graph) {
    this.graph = graph;
    neighbours = new int[graph.layout().degreeMax()];
  }

  /// Gives a graph its entry nodes, a fixed number of them: some may come twice, which costs a
  /// search next to nothing. Of parts that no link leads to, the first are found.
  ///
  /// @param graph linked, not empty; nobody searches it yet
  /// @param scorers estimate distances between its nodes
  /// @param size how many, at least 1, at most [HnswGraph#ENTRY_NODES_MAX]
  /// @return nodes that nothing leads to all the same
  public static int run(HnswGraph graph, Supplier<QueryScorer> scorers, int threads, int size) {
    new EntryNodeChooser(graph, scorers, threads).run();
    int[] chosen = Arrays.copyOf(graph.entryNodes(), size);
    int found = Math.min(graph.entryNodes().length, size);
    return new EntryNodeRepair(graph).complete(chosen, found);
  }

  private int complete(int[] chosen, int found) {
    int count = graph.count();
    int size = found;
    try (Arena arena = Arena.ofConfined()) {
      queue = arena.allocate(4L * count);
      reached.reset(count);
      walkFrom(graph.entryNode());
      for (int i = 0; i < size; i++) {
        walkFrom(chosen[i]);
      }
      for (int node = 0; node < count && queued < count && size < chosen.length; node++) {
        int before = queued;
        walkFrom(node);
        if (queued > before) {
          chosen[size++] = node;
        }
      }
    }
    Arrays.fill(chosen, size, chosen.length, graph.entryNode());
    graph.setEntryNodes(chosen);
    return count - queued;
  }

  private void walkFrom(int start) {
    reach(start);
    while (taken < queued) {
      int degree = graph.neighbours(0, queue.get(INT, 4L * taken++), neighbours);
      for (int i = 0; i < degree; i++) {
        reach(neighbours[i]);
      }
    }
  }

  private void reach(int node) {
    if (reached.add(node) == 1) {
      queue.set(INT, 4L * queued++, node);
    }
  }
}
