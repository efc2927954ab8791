package dev.perigee.graph;

import java.util.Arrays;

/// Finds a node that is kept, near to one that is not or whose neighbours are not: the first that
/// is met by going from row to row.
///
/// Owned by one thread.
final class NearestKept {

  /// Nodes after which the search is given up.
  private static final int VISITED_MAX = 10_000;

  private final PatchTables tables;
  private final VisitedSet visited = new VisitedSet();
  private final int[] neighbours;
  private int[] queue = new int[64];

  NearestKept(PatchTables tables) {
    this.tables = tables;
    neighbours = new int[tables.degreeMax(0)];
  }

  /// Another node that is kept, or -1 if none was met.
  int to(int node) {
    visited.reset(tables.base.count());
    int _ = visited.add(node);
    queue[0] = node;
    int queued = 1;
    for (int taken = 0; taken < queued && taken < VISITED_MAX; taken++) {
      int degree = tables.base.neighbours(0, queue[taken], neighbours);
      for (int i = 0; i < degree; i++) {
        if (visited.add(neighbours[i]) == 0) {
          continue;
        }
        if (tables.kept.isKept(neighbours[i])) {
          return neighbours[i];
        }
        queue = queued == queue.length ? Arrays.copyOf(queue, 2 * queued) : queue;
        queue[queued++] = neighbours[i];
      }
    }
    return -1;
  }
}
