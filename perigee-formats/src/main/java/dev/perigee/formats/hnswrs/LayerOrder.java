package dev.perigee.formats.hnswrs;

import dev.perigee.vector.LinkSource;

/// The order in which a dump has the nodes of a graph: by their highest level, 0 first, and in the
/// order of the graph within one. What is above the highest layer of the crate is put there.
///
/// Eight bytes a node. Safe for several threads.
final class LayerOrder {

  private final int[] firsts = new int[HnswRsHeader.LAYERS + 1];
  private final int[] nodes;
  private final int[] numbers;

  /// @param links the graph
  LayerOrder(LinkSource links) {
    nodes = new int[links.count()];
    numbers = new int[links.count()];
    for (int node = 0; node < numbers.length; node++) {
      firsts[layerOf(links.level(node)) + 1]++;
    }
    for (int layer = 0; layer < HnswRsHeader.LAYERS; layer++) {
      firsts[layer + 1] += firsts[layer];
    }
    int[] next = firsts.clone();
    for (int node = 0; node < numbers.length; node++) {
      int number = next[layerOf(links.level(node))]++;
      numbers[node] = number;
      nodes[number] = node;
    }
  }

  private static int layerOf(int level) {
    return Math.min(level, HnswRsHeader.LAYERS - 1);
  }

  /// Number of nodes.
  int count() {
    return nodes.length;
  }

  /// Nodes whose highest layer it is.
  int count(int layer) {
    return firsts[layer + 1] - firsts[layer];
  }

  /// The node at a place in the dump.
  int node(int number) {
    return nodes[number];
  }

  /// The node at a place in a layer.
  int node(int layer, int rank) {
    return nodes[firsts[layer] + rank];
  }

  /// The highest layer of a node.
  int layer(int node) {
    int layer = 0;
    while (firsts[layer + 1] <= numbers[node]) {
      layer++;
    }
    return layer;
  }

  /// The place of a node in its highest layer.
  int rank(int node) {
    return numbers[node] - firsts[layer(node)];
  }
}
