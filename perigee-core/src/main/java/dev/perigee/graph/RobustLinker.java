package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import java.util.Arrays;
import java.util.function.Supplier;

/// Links nodes of a graph of one level, new ones or anew: walks to a node from the entry point, and
/// chooses among all that was expanded on the way, so that links reach far as well as near.
///
/// Source: Subramanya et al., "DiskANN", NeurIPS 2019, Algorithm 1 (GreedySearch), Algorithm 2
/// (RobustPrune) and the body of Algorithm 3; and FreshDiskANN (arXiv 2105.09613), Algorithm 2, for
/// a node that is added later. L is the width of the beam, R the degree.
///
/// Owned by one thread at a time.
final class RobustLinker implements NodeLinker, WalkObserver {

  /// Most candidates that a choice is made among, the nearest.
  private static final int CANDIDATES_MAX = 768;

  private static final int NONE = -1;

  private final HnswGraph graph;
  private final GraphParameters parameters;
  private final QueryScorer query;
  private final Traversal traversal;
  private final NeighbourSelector selector;
  private final BackLinker back;
  private final int degreeMax;
  private final int[] row;
  private final float[] rowDistances;
  private final int[] links;
  private long[] candidates;
  private int count;

  RobustLinker(
      HnswGraph graph, GraphParameters parameters, Supplier<QueryScorer> scorers, RowLocks locks) {
    this.graph = graph;
    this.parameters = parameters;
    this.query = scorers.get();
    this.traversal = new Traversal(graph.layout());
    this.selector = new NeighbourSelector(scorers.get());
    this.back = new BackLinker(graph, scorers, locks, parameters.alpha());
    this.degreeMax = graph.layout().degreeMax();
    this.row = new int[degreeMax];
    this.rowDistances = new float[degreeMax];
    this.links = new int[degreeMax];
    this.candidates = new long[Math.max(4 * parameters.efConstruction(), degreeMax + 1)];
  }

  @Override
  public void link(int node, int level, long entry) {
    query.setQueryRow(node);
    traversal.begin();
    count = 0;
    int hidden = node == graph.entryNode() ? NONE : node;
    traversal.search(graph, query, parameters.efConstruction(), hidden, this);
    addNeighbours(node);
    int size = Math.min(CANDIDATES_MAX, sortWithout(node));
    int degree = selector.select(candidates, size, degreeMax, parameters.alpha(), false, links);
    back.setNeighbours(0, node, links, degree);
    for (int i = 0; i < degree; i++) {
      back.link(0, links[i], node);
    }
  }

  @Override
  public boolean goOn(Beam beam, float next, long scored) {
    add(beam.taken());
    return true;
  }

  private void add(long candidate) {
    if (count == candidates.length) {
      candidates = Arrays.copyOf(candidates, 2 * count);
    }
    candidates[count++] = candidate;
  }

  /// What a node links to already are candidates too.
  private void addNeighbours(int node) {
    int degree = graph.neighbours(0, node, row);
    query.score(row, degree, rowDistances);
    for (int i = 0; i < degree; i++) {
      add(Candidate.of(rowDistances[i], row[i]));
    }
  }

  /// Sorts the candidates; drops repetitions, and the node itself.
  private int sortWithout(int node) {
    Arrays.sort(candidates, 0, count);
    int size = 0;
    for (int i = 0; i < count; i++) {
      boolean repeated = size > 0 && candidates[size - 1] == candidates[i];
      if (!repeated && Candidate.ordinal(candidates[i]) != node) {
        candidates[size++] = candidates[i];
      }
    }
    return size;
  }
}
