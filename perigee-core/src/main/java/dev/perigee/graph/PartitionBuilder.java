package dev.perigee.graph;

import dev.perigee.error.CancelledException;
import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.work.ParallelLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Links all nodes of a graph at once, without walking it: the nodes are divided into small leaves
/// of near ones, all pairs of a leaf are compared exactly as a product of matrices, and links are
/// chosen for diversity among the nearest so found. Several rounds with other leaders each find
/// what the border of a leaf has cut off.
///
/// Source: the partition into leaves with overlap is that of PiPNN (2025) and of DiskANN's merged
/// shards (Subramanya et al., NeurIPS 2019, section 4.3); the choice of links is Algorithm 4 of
/// Malkov and Yashunin 2018 with the slack of RobustPrune.
///
/// **Memory.** Beyond the graph: [#workingBytes] for the reservoirs and the lists of a round, and
/// some megabytes a thread.
public final class PartitionBuilder {

  /// Told how far a build has come.
  public interface Monitor {
    /// Takes note of the progress.
    ///
    /// @param share of the work done, 0 to 1
    /// @return whether to go on
    boolean update(double share);
  }

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final int RESERVOIR_SIZE = 64;
  private static final int NEAREST_PER_LEAF = 16;
  private static final int OVERLAP = 4;
  private static final int ROUNDS_MAX = 4;

  /// Share of the true nearest among the candidates at which another round adds little to a graph.
  private static final double CANDIDATES_ENOUGH = 0.9;

  /// Share below which the data has no neighbourhoods that leaves could find.
  private static final double CANDIDATES_HOPELESS = 0.5;

  private static final int LEAF_TARGET = 256;
  private static final int BOUND_RANK = 32;
  private static final int LEAF_MAX = 1024;
  private static final int LEADERS_MAX = 1024;
  private static final int FLOATS_MAX = 1 << 21;
  private static final int DEPTH_MAX = 6;
  private static final int BLOCK = 256;
  private static final double LEVEL_0_SHARE = 0.95;

  private final HnswGraph graph;
  private final GraphParameters parameters;
  private final FloatRows floats;
  private final Supplier<QueryScorer> scorers;
  private final int threads;
  private final Monitor monitor;
  private final int leafMax;
  private final int leadersMax;
  private double shareDone;

  /// @param graph whose nodes are reserved, none linked
  /// @param floats the vectors
  /// @param scorers make scorers over what links are chosen by
  public PartitionBuilder(
      HnswGraph graph,
      GraphParameters parameters,
      FloatRows floats,
      Supplier<QueryScorer> scorers,
      int threads,
      Monitor monitor) {
    this.graph = graph;
    this.parameters = parameters;
    this.floats = floats;
    this.scorers = scorers;
    this.threads = threads;
    this.monitor = monitor;
    int dimension = floats.space().dimension();
    leafMax = Math.clamp(FLOATS_MAX / dimension, 16, LEAF_MAX);
    leadersMax = Math.clamp(FLOATS_MAX / dimension, 16, LEADERS_MAX);
  }

  /// Off-heap memory a build of so many nodes takes beyond the graph.
  public static long workingBytes(long count) {
    return count * (ReservoirTable.bytesPerNode(RESERVOIR_SIZE) + 4L * (1 + 2 * OVERLAP));
  }

  /// Links every node on every level and sets the entry point.
  ///
  /// @param held nodes to leave out, ascending, all on level 0 alone; they may be linked one by one
  ///   later
  /// @throws CancelledException if the monitor says so
  public void build(int[] held) {
    int count = graph.count();
    int top = 0;
    int entry = 0;
    for (int node = 0; node < count; node++) {
      int level = parameters.level(node);
      if (level > top) {
        top = level;
        entry = node;
      }
    }
    for (int level = 0; level <= top; level++) {
      try (Arena arena = Arena.ofShared()) {
        buildLevel(arena, level, nodesOf(arena, level, count, held));
      }
    }
    graph.setEntry(entry, top);
  }

  private LevelNodes nodesOf(Arena arena, int level, int count, int[] held) {
    int found = level == 0 ? count - held.length : 0;
    for (int node = 0; node < count && level > 0; node++) {
      found += parameters.level(node) >= level ? 1 : 0;
    }
    MemorySegment ordinals = arena.allocate(4L * Math.max(found, 1), 4);
    int at = 0;
    int nextHeld = 0;
    for (int node = 0; node < count; node++) {
      if (nextHeld < held.length && held[nextHeld] == node) {
        nextHeld++;
      } else if (level == 0 || parameters.level(node) >= level) {
        ordinals.set(INT, 4L * at++, node);
      }
    }
    return new LevelNodes(ordinals, found);
  }

  private void buildLevel(Arena arena, int level, LevelNodes nodes) {
    ReservoirTable reservoirs = new ReservoirTable(arena, nodes.count(), RESERVOIR_SIZE);
    double share = level == 0 ? LEVEL_0_SHARE : (1 - shareDone) / 2;
    MemorySegment all = arena.allocate(4L * nodes.count(), 4);
    for (int i = 0; i < nodes.count(); i++) {
      all.set(INT, 4L * i, i);
    }
    if (nodes.count() <= leafMax) {
      new Leaves(nodes, reservoirs).divide(all, 0, nodes.count(), 0, null);
    } else {
      CandidateCheck check =
          level == 0 ? new CandidateCheck(nodes, reservoirs, floats, graph.count(), threads) : null;
      double left = share * 0.6;
      for (int round = 0; round < ROUNDS_MAX; round++) {
        round(nodes, reservoirs, all, round, left / 2);
        left /= 2;
        double found = check == null ? 1 : check.recall();
        if (found >= CANDIDATES_ENOUGH || (round > 0 && found < CANDIDATES_HOPELESS)) {
          break;
        }
      }
    }
    LinkChooser chooser = new LinkChooser(graph, level, nodes, reservoirs);
    loop(nodes.count(), BLOCK, share * 0.25, () -> chooser.forward(scorers.get()));
    loop(nodes.count(), BLOCK, share * 0.03, chooser::reverse);
    loop(nodes.count(), BLOCK, share * 0.12, () -> chooser.merge(scorers.get()));
  }

  private void round(
      LevelNodes nodes, ReservoirTable reservoirs, MemorySegment all, int round, double share) {
    int count = nodes.count();
    int leaders = leaders((long) count * OVERLAP);
    int overlap = Math.min(OVERLAP, leaders);
    SplittableRandom random = new SplittableRandom(parameters.seed() + round);
    int[] drawn = Partition.drawLeaders(all, count, leaders, random);
    try (Arena temporary = Arena.ofShared()) {
      MemorySegment assigned = temporary.allocate(4L * count * overlap, 4);
      loop(
          count,
          BLOCK,
          share / 2,
          () -> {
            Partition partition = new Partition(floats, nodes);
            partition.setLeaders(drawn);
            return (from, to) -> {
              reservoirs.noteBounds(from, to, BOUND_RANK);
              partition.assign(leaders, all, from, to, overlap, assigned);
            };
          });
      Partition.Groups groups = Partition.group(temporary, all, count, leaders, overlap, assigned);
      loop(
          leaders,
          1,
          share / 2,
          () -> {
            Leaves leaves = new Leaves(nodes, reservoirs);
            return (from, to) ->
                leaves.divide(
                    groups.members(),
                    groups.start(from),
                    groups.start(to),
                    1,
                    new SplittableRandom(parameters.seed() + from));
          });
    }
  }

  private int leaders(long members) {
    return Math.clamp(members / LEAF_TARGET, 2, leadersMax);
  }

  private void loop(int end, int blockSize, double share, Supplier<ParallelLoop.Worker> workers) {
    ParallelLoop loop = new ParallelLoop(threads, blockSize, workers);
    int done =
        loop.run(0, end, taken -> monitor.update(shareDone + share * taken / Math.max(1, end)));
    loop.rethrowFailure();
    if (done < end || loop.isCancelled()) {
      throw new CancelledException("build: cancelled; none of the vectors is kept");
    }
    shareDone += share;
  }

  /// Joins leaves, dividing those that are too large. Owned by one thread.
  private final class Leaves {
    private final LevelNodes nodes;
    private final LeafJoin join;
    private final int[] positions = new int[leafMax];
    private final int[] ordinals = new int[leafMax];

    Leaves(LevelNodes nodes, ReservoirTable reservoirs) {
      this.nodes = nodes;
      this.join = new LeafJoin(floats, NEAREST_PER_LEAF, reservoirs);
    }

    void divide(MemorySegment members, long from, long to, int depth, SplittableRandom random) {
      long count = to - from;
      if (count <= leafMax || depth > DEPTH_MAX) {
        // what cannot be divided, such as copies of one vector, is cut
        for (long start = from; start < to; start += leafMax) {
          join(members, start, (int) Math.min(leafMax, to - start));
        }
        return;
      }
      int leaders = leaders(count);
      MemorySegment slice = members.asSlice(4 * from, 4 * count);
      try (Arena arena = Arena.ofConfined()) {
        Partition partition = new Partition(floats, nodes);
        partition.setLeaders(Partition.drawLeaders(slice, count, leaders, random));
        MemorySegment assigned = arena.allocate(4 * count, 4);
        partition.assign(leaders, slice, 0, count, 1, assigned);
        Partition.Groups groups = Partition.group(arena, slice, count, leaders, 1, assigned);
        for (int i = 0; i < leaders; i++) {
          boolean stuck = groups.start(i + 1) - groups.start(i) > count * 9 / 10;
          int next = stuck ? DEPTH_MAX + 1 : depth + 1;
          divide(groups.members(), groups.start(i), groups.start(i + 1), next, random);
        }
      }
    }

    private void join(MemorySegment members, long from, int count) {
      for (int i = 0; i < count; i++) {
        positions[i] = members.get(INT, 4 * (from + i));
        ordinals[i] = nodes.ordinal(positions[i]);
      }
      join.join(positions, ordinals, count);
    }
  }
}
