package dev.perigee.formats.foreign;

/// How high each node of a hierarchical graph reaches, and so how many levels above 0 lie before it
/// in a file where those of one node follow those of the one before.
///
/// A byte a node, and a sum for every 64 nodes from which the others are counted. Immutable.
public final class NodeLevels {

  /// The highest level that is believed; the chance of one above is 2^-63 for the least useful M.
  public static final int LEVEL_MAX = 63;

  private static final int BLOCK_NODES = 64;

  private final byte[] levels;
  private final long[] before;

  /// @param levels of the nodes, 0 to [#LEVEL_MAX]; kept, not copied
  public NodeLevels(byte[] levels) {
    this.levels = levels;
    before = new long[levels.length / BLOCK_NODES + 1];
    long sum = 0;
    for (int node = 0; node < levels.length; node++) {
      if (node % BLOCK_NODES == 0) {
        before[node / BLOCK_NODES] = sum;
      }
      sum += levels[node];
    }
    if (levels.length % BLOCK_NODES == 0) {
      before[levels.length / BLOCK_NODES] = sum;
    }
  }

  /// Number of nodes.
  public int count() {
    return levels.length;
  }

  /// The highest level of a node.
  public int level(int node) {
    return levels[node];
  }

  /// Levels above 0 that the nodes before this one have together.
  ///
  /// @param node 0 to `count()`, the latter for all
  public long levelsBefore(int node) {
    long sum = before[node / BLOCK_NODES];
    for (int i = node - node % BLOCK_NODES; i < node; i++) {
      sum += levels[i];
    }
    return sum;
  }
}
