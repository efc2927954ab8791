package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import java.util.Arrays;

/// Links nodes of one graph into another, which is only read: walks to where each of them would be,
/// chooses among what is found there and the links it has, and offers links in return.
///
/// Source: the insert phase of StreamingMerge in FreshDiskANN (Singh et al., arXiv 2105.09613,
/// section 5.2), where nodes that come together know each other from a graph of their own.
///
/// Owned by one thread.
final class JoinWalker implements WalkObserver {

  /// Takes the links of a node that joins.
  @FunctionalInterface
  interface Target {
    void take(int level, int joined, int[] nodes, int count);
  }

  private final PatchTables tables;
  private final QueryScorer scorer;
  private final GraphPatch.QuerySource query;
  private final Target target;
  private final Traversal traversal;
  private final GatheredLinks links;
  private final int[] own;
  private final int[] chosen;
  private int[] found;
  private int foundCount;

  JoinWalker(
      PatchTables tables,
      NodeVectors vectors,
      QueryScorer scorer,
      GraphPatch.QuerySource query,
      Target target) {
    this.tables = tables;
    this.scorer = scorer;
    this.query = query;
    this.target = target;
    traversal = new Traversal(tables.base.layout());
    links = new GatheredLinks(vectors);
    int degreeMax = Math.max(tables.degreeMax(0), tables.degreeMax(1));
    own = new int[degreeMax];
    chosen = new int[degreeMax];
    found = new int[2 * tables.parameters.efConstruction()];
  }

  /// Links one node.
  void link(int joined) {
    int level = tables.joined.level(joined);
    int top = Math.min(level, tables.base.maxLevel());
    for (int at = level; at > top; at--) {
      int degree = ownNeighbours(at, joined);
      target.take(at, joined, own, degree);
    }
    query.set(scorer, joined);
    traversal.begin();
    switch (tables.parameters.kind()) {
      case HNSW -> {
        int limit = tables.base.count();
        long from = traversal.descend(tables.base, tables.base.entry(), scorer, top, limit);
        for (int at = top; at >= 0; at--) {
          int width = tables.parameters.efConstruction();
          traversal.searchLevel(tables.base, scorer, at, from, width, limit);
          from = traversal.beam().get(0);
          takeBeam();
          choose(at, joined);
        }
      }
      case VAMANA -> {
        foundCount = 0;
        traversal.search(tables.base, scorer, tables.parameters.efConstruction(), -1, this);
        choose(0, joined);
      }
    }
  }

  @Override
  public boolean goOn(Beam beam, float next, long scored) {
    take(beam.taken());
    return true;
  }

  private void takeBeam() {
    foundCount = 0;
    Beam beam = traversal.beam();
    for (int i = 0; i < beam.size(); i++) {
      take(beam.get(i));
    }
  }

  private void take(long candidate) {
    int node = Candidate.ordinal(candidate);
    if (tables.kept.isKept(node)) {
      if (foundCount == found.length) {
        found = Arrays.copyOf(found, 2 * foundCount);
      }
      found[foundCount++] = node;
    }
  }

  private void choose(int level, int joined) {
    links.begin(tables.base.count() + joined);
    links.offer(own, ownNeighbours(level, joined));
    links.offer(found, foundCount);
    int filled = tables.slack() > 1 ? 0 : tables.base.layout().degreeMaxUpper();
    int count = links.choose(tables.degreeMax(level), tables.slack(), filled, chosen);
    target.take(level, joined, chosen, count);
    for (int i = 0; i < count; i++) {
      offer(level, chosen[i], tables.base.count() + joined);
    }
  }

  private void offer(int level, int to, int node) {
    if (level == 0) {
      tables.link(to);
    }
    if (!tables.isOld(to)) {
      return;
    }
    if (level == 0) {
      tables.offer(to, node);
    } else {
      tables.upperOffers.add(tables.base.upperRowOf(level, to), node);
    }
  }

  private int ownNeighbours(int level, int joined) {
    int degree = tables.joined.neighbours(level, joined, own);
    for (int i = 0; i < degree; i++) {
      own[i] += tables.base.count();
    }
    return degree;
  }
}
