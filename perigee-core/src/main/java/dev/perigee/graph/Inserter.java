package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import java.util.Arrays;
import java.util.function.Supplier;

/// What one thread needs to insert nodes: scorers, a traversal, and lists of links to be.
///
/// Owned by one thread at a time.
final class Inserter implements NodeLinker {

  /// An insertion compares exactly as the paper does.
  private static final float SLACK = 1;

  final QueryScorer query;
  final Traversal traversal;
  private final HnswGraph graph;
  private final GraphParameters parameters;
  private final NeighbourSelector selector;
  private final BackLinker back;
  private long[] candidates;
  private int[][] selected = new int[0][];
  private int[] selectedCount = new int[0];

  Inserter(
      HnswGraph graph, GraphParameters parameters, Supplier<QueryScorer> scorers, RowLocks locks) {
    this.graph = graph;
    this.parameters = parameters;
    this.query = scorers.get();
    this.traversal = new Traversal(graph.layout());
    this.back = new BackLinker(graph, scorers, locks, SLACK);
    this.selector = new NeighbourSelector(scorers.get());
    this.candidates = new long[parameters.efConstruction()];
  }

  /// Links a node into the graph (Algorithm 1, INSERT). All forward links are written before any
  /// link to the node, so whoever reaches it can go on from it.
  ///
  /// @param entry the entry point to start from, of another node
  @Override
  public void link(int node, int level, long entry) {
    int limit = graph.count();
    int top = Math.min(level, (int) (entry >> 32));
    ensureLevels(top + 1);
    query.setQueryRow(node);
    traversal.begin();
    long from = traversal.descend(graph, entry, query, top, limit);
    for (int at = top; at >= 0; at--) {
      traversal.searchLevel(graph, query, at, from, parameters.efConstruction(), limit);
      from = traversal.beam().get(0);
      int size = copyCandidates(node);
      selectedCount[at] =
          selector.select(
              candidates, size, graph.layout().degreeMaxUpper(), SLACK, true, selected[at]);
    }
    for (int at = top; at >= 0; at--) {
      back.setNeighbours(at, node, selected[at], selectedCount[at]);
    }
    for (int at = top; at >= 0; at--) {
      for (int i = 0; i < selectedCount[at]; i++) {
        back.link(at, selected[at][i], node);
      }
    }
  }

  private void ensureLevels(int levels) {
    int old = selected.length;
    if (old < levels) {
      selected = Arrays.copyOf(selected, levels);
      selectedCount = new int[levels];
      for (int i = old; i < levels; i++) {
        selected[i] = new int[graph.layout().degreeMaxUpper()];
      }
    }
  }

  private int copyCandidates(int node) {
    Beam beam = traversal.beam();
    int size = 0;
    for (int i = 0; i < beam.size(); i++) {
      if (Candidate.ordinal(beam.get(i)) != node) {
        candidates[size++] = beam.get(i);
      }
    }
    return size;
  }
}
