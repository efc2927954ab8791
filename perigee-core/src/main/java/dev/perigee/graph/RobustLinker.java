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
  private final QueryScorer centre;
  private final Traversal traversal;
  private final NeighbourSelector selector;
  private final Object[] stripes;
  private final int degreeMax;
  private final int[] row;
  private final float[] rowDistances;
  private final int[] kept;
  private final int[] links;
  private long[] candidates;
  private int count;
  private float alpha;

  RobustLinker(
      HnswGraph graph,
      GraphParameters parameters,
      Supplier<QueryScorer> scorers,
      Object[] stripes) {
    this.graph = graph;
    this.parameters = parameters;
    this.alpha = parameters.alpha();
    this.query = scorers.get();
    this.centre = scorers.get();
    this.traversal = new Traversal(graph.layout());
    this.selector = new NeighbourSelector(scorers.get());
    this.stripes = stripes;
    this.degreeMax = graph.layout().degreeMax();
    this.row = new int[degreeMax + 1];
    this.rowDistances = new float[degreeMax + 1];
    this.kept = new int[degreeMax];
    this.links = new int[degreeMax];
    this.candidates = new long[Math.max(4 * parameters.efConstruction(), degreeMax + 1)];
  }

  /// Chooses links by another alpha from now on.
  void setAlpha(float newAlpha) {
    alpha = newAlpha;
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
    int degree = selector.select(candidates, size, degreeMax, alpha, false, links);
    synchronized (stripe(node)) {
      graph.setNeighbours(0, node, links, degree);
    }
    for (int i = 0; i < degree; i++) {
      linkBack(links[i], node);
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

  /// Adds a link from `from` to `to`, unless there is one; where there is no room, chooses anew.
  private void linkBack(int from, int to) {
    synchronized (stripe(from)) {
      int degree = graph.neighbours(0, from, row);
      for (int i = 0; i < degree; i++) {
        if (row[i] == to) {
          return;
        }
      }
      if (degree < degreeMax && graph.appendNeighbour(0, from, to)) {
        return;
      }
      row[degree++] = to;
      centre.setQueryRow(from);
      centre.score(row, degree, rowDistances);
      for (int i = 0; i < degree; i++) {
        candidates[i] = Candidate.of(rowDistances[i], row[i]);
      }
      Arrays.sort(candidates, 0, degree);
      int chosen = selector.select(candidates, degree, degreeMax, alpha, false, kept);
      graph.setNeighbours(0, from, kept, chosen);
    }
  }

  private Object stripe(int node) {
    return stripes[node & (stripes.length - 1)];
  }
}
