package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import dev.perigee.work.ParallelLoop;
import java.util.Arrays;
import java.util.function.Supplier;

/// Finds the parts of a graph that walks do not come to, and chooses a node in each of them where
/// walks start besides the entry point.
///
/// Nodes spread over all are searched for with a narrow beam. One is lost if the best that was
/// found is farther than half of its own neighbours are. Lost nodes become entry nodes one after
/// another, each unless those before it lead there. If these are more than a few, those stay that
/// led to another lost node: data without neighbourhoods has lost nodes everywhere, and no start
/// helps. So a graph that is found all over gets next to none, and a search pays for the parts cut
/// off.
///
/// The choice does not depend on the number of threads.
final class EntryNodeChooser {

  private static final int SAMPLES_MAX = 4096;
  private static final int NODES_PER_SAMPLE = 8;

  /// Nodes that are all looked at where there are no more: a part of a small graph may have too few
  /// for one in eight to be sure to meet it.
  private static final int ALL_MAX = 2048;

  private static final int WIDTH = 16;

  /// Entry nodes whose cost no search feels.
  private static final int FEW = 16;

  private final HnswGraph graph;
  private final Supplier<QueryScorer> scorers;
  private final int threads;

  EntryNodeChooser(HnswGraph graph, Supplier<QueryScorer> scorers, int threads) {
    this.graph = graph;
    this.scorers = scorers;
    this.threads = threads;
  }

  /// Gives the graph its entry nodes, in place of those it had. No insertion runs meanwhile.
  void run() {
    graph.setEntryNodes(HnswGraph.NO_ENTRY_NODES);
    int count = graph.count();
    int wanted = Math.max(count / NODES_PER_SAMPLE, Math.min(count, ALL_MAX));
    int[] sample = SpreadSample.of(count, Math.min(SAMPLES_MAX, wanted));
    boolean[] lost = new boolean[sample.length];
    ParallelLoop.run(
        threads,
        sample.length,
        1,
        () -> {
          Walker walker = new Walker();
          return (from, to) -> lost[from] = !walker.finds(sample[from]);
        });
    Walker walker = new Walker();
    int[] led = new int[HnswGraph.ENTRY_NODES_MAX];
    for (int i = 0; i < sample.length; i++) {
      if (lost[i]) {
        if (walker.finds(sample[i])) {
          led[walker.nearestEntryNode()]++;
        } else {
          add(sample[i]);
        }
      }
    }
    keep(led);
  }

  private void add(int node) {
    int[] before = graph.entryNodes();
    if (before.length < HnswGraph.ENTRY_NODES_MAX) {
      int[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = node;
      graph.setEntryNodes(after);
    }
  }

  private void keep(int[] led) {
    int[] all = graph.entryNodes().clone();
    int kept = 0;
    for (int i = 0; i < all.length; i++) {
      all[kept] = all[i];
      kept += led[i] > 0 || all.length <= FEW ? 1 : 0;
    }
    graph.setEntryNodes(Arrays.copyOf(all, kept));
  }

  /// Searches for nodes. Owned by one thread.
  private final class Walker {
    private final QueryScorer scorer = scorers.get();
    private final Traversal traversal = new Traversal(graph.layout());
    private final int[] neighbours = new int[graph.layout().degreeMax()];
    private final float[] distances =
        new float[Math.max(neighbours.length, HnswGraph.ENTRY_NODES_MAX)];

    /// Whether a walk comes to where a node is; also if the node has no links, and is nowhere.
    boolean finds(int node) {
      int degree = graph.neighbours(0, node, neighbours);
      if (degree == 0) {
        return true;
      }
      scorer.setQueryRow(node);
      scorer.score(neighbours, degree, distances);
      Arrays.sort(distances, 0, degree);
      float near = distances[(degree - 1) / 2];
      traversal.begin();
      traversal.search(graph, scorer, WIDTH);
      return Candidate.distance(traversal.beam().get(0)) <= near;
    }

    /// Index of the entry node that is nearest to the node searched for last.
    int nearestEntryNode() {
      int[] nodes = graph.entryNodes();
      scorer.score(nodes, nodes.length, distances);
      int nearest = 0;
      for (int i = 1; i < nodes.length; i++) {
        nearest = distances[i] < distances[nearest] ? i : nearest;
      }
      return nearest;
    }
  }
}
