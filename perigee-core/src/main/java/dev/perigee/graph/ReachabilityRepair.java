package dev.perigee.graph;

import static dev.perigee.graph.GraphLayout.INT;

import dev.perigee.kernel.QueryScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// Makes every node reachable from the entry point on level 0.
///
/// A breadth-first walk builds a tree that spans what is reachable. Each node outside it gets a
/// link from one of the nearest nodes inside: in a free place, or in place of the last link that is
/// not a branch of the tree, so that nothing becomes unreachable. The walk then goes on from the
/// node. There is always such a place: a tree of n nodes has n - 1 branches, and n nodes have at
/// least 2n places.
///
/// The queue and the tree are off-heap: 8 bytes a node, freed at the end. One thread; no insertions
/// meanwhile.
final class ReachabilityRepair {

  private static final int UNREACHED = -1;
  private static final int WIDTH = 64;

  private final HnswGraph graph;
  private final QueryScorer scorer;
  private final Traversal traversal;
  private final int[] neighbours;
  private final int[] ofParent;
  private MemorySegment parents = MemorySegment.NULL;
  private MemorySegment queue = MemorySegment.NULL;
  private int queued;
  private int taken;

  ReachabilityRepair(HnswGraph graph, Supplier<QueryScorer> scorers) {
    this.graph = graph;
    this.scorer = scorers.get();
    this.traversal = new Traversal(graph.layout());
    this.neighbours = new int[graph.layout().degreeMax()];
    this.ofParent = new int[graph.layout().degreeMax()];
  }

  int run() {
    int count = graph.count();
    try (Arena arena = Arena.ofConfined()) {
      parents = arena.allocate(4L * count);
      queue = arena.allocate(4L * count);
      parents.fill((byte) UNREACHED);
      reach(graph.entryNode(), graph.entryNode());
      walk();
      int repaired = 0;
      for (int node = 0; node < count && queued < count; node++) {
        if (parent(node) == UNREACHED) {
          attach(node);
          walk();
          repaired++;
        }
      }
      return repaired;
    }
  }

  private void walk() {
    while (taken < queued) {
      int node = queue.get(INT, 4L * taken++);
      int degree = graph.neighbours(0, node, neighbours);
      for (int i = 0; i < degree; i++) {
        if (parent(neighbours[i]) == UNREACHED) {
          reach(neighbours[i], node);
        }
      }
    }
  }

  private void attach(int node) {
    scorer.setQueryRow(node);
    traversal.begin();
    traversal.search(graph, scorer, WIDTH);
    Beam nearest = traversal.beam();
    for (int i = 0; i < nearest.size(); i++) {
      int candidate = Candidate.ordinal(nearest.get(i));
      if (parent(candidate) != UNREACHED && linkFrom(candidate, node)) {
        return;
      }
    }
    for (int i = 0; i < queued; i++) {
      if (linkFrom(queue.get(INT, 4L * i), node)) {
        return;
      }
    }
    throw new AssertionError("no room for a link among " + queued + " reachable nodes");
  }

  private boolean linkFrom(int from, int to) {
    if (graph.appendNeighbour(0, from, to)) {
      reach(to, from);
      return true;
    }
    int degree = graph.neighbours(0, from, ofParent);
    for (int i = degree - 1; i >= 0; i--) {
      if (!isBranch(from, i)) {
        ofParent[i] = to;
        graph.setNeighbours(0, from, ofParent, degree);
        reach(to, from);
        return true;
      }
    }
    return false;
  }

  /// Whether the walk needs a link of `ofParent`. The entry is its own parent, and a file may hold
  /// a link twice: neither a loop nor a repetition is a branch.
  private boolean isBranch(int from, int index) {
    int node = ofParent[index];
    if (parent(node) != from || node == from) {
      return false;
    }
    for (int i = 0; i < index; i++) {
      if (ofParent[i] == node) {
        return false;
      }
    }
    return true;
  }

  private void reach(int node, int from) {
    parents.set(INT, 4L * node, from);
    queue.set(INT, 4L * queued++, node);
  }

  private int parent(int node) {
    return parents.get(INT, 4L * node);
  }
}
