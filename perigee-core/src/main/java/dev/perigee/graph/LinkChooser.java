package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import dev.perigee.work.ParallelLoop;
import java.util.Arrays;

/// Turns the nearest candidates of all nodes of a level into links, in three passes over the nodes:
/// all forward links first, then each node learns who links to it, then it chooses among both.
final class LinkChooser {

  private static final float SLACK = 1.05f;

  private final HnswGraph graph;
  private final int level;
  private final LevelNodes nodes;
  private final ReservoirTable reservoirs;
  private final int degreeMax;

  LinkChooser(HnswGraph graph, int level, LevelNodes nodes, ReservoirTable reservoirs) {
    this.graph = graph;
    this.level = level;
    this.nodes = nodes;
    this.reservoirs = reservoirs;
    this.degreeMax = graph.layout().degreeMax(level);
  }

  /// First pass: links to the candidates that point in different directions.
  ParallelLoop.Worker forward(QueryScorer scorer) {
    NeighbourSelector selector = new NeighbourSelector(scorer);
    long[] candidates = new long[reservoirs.size()];
    int[] kept = new int[degreeMax];
    return (from, to) -> {
      for (int position = from; position < to; position++) {
        int count = reservoirs.read(position, candidates);
        int degree = selector.select(candidates, count, degreeMax, SLACK, false, kept);
        graph.setNeighbours(level, nodes.ordinal(position), kept, degree);
        reservoirs.clear(position);
      }
    };
  }

  /// Second pass: each node is told who links to it.
  ParallelLoop.Worker reverse() {
    int[] neighbours = new int[degreeMax];
    return (from, to) -> {
      for (int position = from; position < to; position++) {
        int node = nodes.ordinal(position);
        int degree = graph.neighbours(level, node, neighbours);
        for (int i = 0; i < degree; i++) {
          reservoirs.addIncoming(nodes.position(neighbours[i]), node);
        }
      }
    };
  }

  /// Third pass: links in both directions, as many as there is room for.
  ParallelLoop.Worker merge(QueryScorer scorer) {
    return new Merge(scorer);
  }

  private final class Merge implements ParallelLoop.Worker {
    private final QueryScorer scorer;
    private final NeighbourSelector selector;
    private final int[] both = new int[degreeMax + 2 * reservoirs.size()];
    private final float[] distances = new float[both.length];
    private final long[] candidates = new long[both.length];
    private final int[] kept = new int[degreeMax];

    Merge(QueryScorer scorer) {
      this.scorer = scorer;
      this.selector = new NeighbourSelector(scorer);
    }

    @Override
    public void run(int from, int to) {
      for (int position = from; position < to; position++) {
        int node = nodes.ordinal(position);
        int own = graph.neighbours(level, node, both);
        int count = own + reservoirs.readIncoming(position, both, own);
        count = withoutRepetitions(own, count);
        if (count <= degreeMax) {
          graph.setNeighbours(level, node, both, count);
        } else {
          choose(node, count);
        }
      }
    }

    private int withoutRepetitions(int own, int count) {
      // who links here comes in the order of the threads; sorted, it no longer matters
      Arrays.sort(both, own, count);
      int written = own;
      for (int i = own; i < count; i++) {
        boolean repeated = false;
        for (int j = 0; j < own && !repeated; j++) {
          repeated = both[j] == both[i];
        }
        if (!repeated) {
          both[written++] = both[i];
        }
      }
      return written;
    }

    private void choose(int node, int count) {
      scorer.setQueryRow(node);
      scorer.score(both, count, distances);
      for (int i = 0; i < count; i++) {
        candidates[i] = Candidate.of(distances[i], both[i]);
      }
      Arrays.sort(candidates, 0, count);
      int degree = selector.select(candidates, count, degreeMax, SLACK, false, kept);
      graph.setNeighbours(level, node, kept, degree);
    }
  }
}
