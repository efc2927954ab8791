package dev.perigee.graph;

/// Locks for the rows of a graph, each shared by many rows.
final class RowLocks {

  private static final int COUNT = 4096;

  private final Object[] locks = new Object[COUNT];

  RowLocks() {
    for (int i = 0; i < COUNT; i++) {
      locks[i] = new Object();
    }
  }

  /// What is locked while a row of a node is changed; one at a time by each thread.
  Object of(int node) {
    return locks[node & (COUNT - 1)];
  }
}
