package dev.perigee.graph;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.Panels;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// Divides a set of nodes among leaders drawn from it: each node goes to the one or more that are
/// nearest. Owned by one thread.
final class Partition {

  /// Most leaders a node goes to.
  static final int OVERLAP_MAX = 8;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final int ROW_BLOCK = 64;

  private final FloatRows floats;
  private final LevelNodes nodes;
  private final Metric metric;
  private final int dimension;
  private final Panels panels;
  private final float[] rows;
  private final float[] origin;
  private final long[] best = new long[OVERLAP_MAX];
  private float[] products = new float[0];
  private float[] leaderNorms = new float[0];

  Partition(FloatRows floats, LevelNodes nodes) {
    this.floats = floats;
    this.nodes = nodes;
    this.metric = floats.space().metric();
    this.dimension = floats.space().dimension();
    this.panels = new Panels(dimension);
    this.rows = new float[ROW_BLOCK * dimension];
    this.origin = new float[dimension];
  }

  /// Draws leaders.
  ///
  /// @param members positions, i32
  /// @param count number of members
  static int[] drawLeaders(
      MemorySegment members, long count, int leaders, SplittableRandom random) {
    int[] drawn = new int[leaders];
    for (int i = 0; i < leaders; i++) {
      // one from each stretch, so that none is drawn twice
      long from = count * i / leaders;
      long to = Math.max(from + 1, count * (i + 1) / leaders);
      drawn[i] = members.get(INT, 4 * random.nextLong(from, to));
    }
    return drawn;
  }

  /// Takes leaders.
  void setLeaders(int[] leaders) {
    panels.reset(leaders.length);
    if (leaderNorms.length < panels.columns()) {
      leaderNorms = new float[panels.columns()];
      products = new float[ROW_BLOCK * panels.columns()];
    }
    if (metric == Metric.L2) {
      floats.read(nodes.ordinal(leaders[0]), origin, 0);
    }
    for (int i = 0; i < leaders.length; i++) {
      read(leaders[i], 0);
      panels.set(i, rows, 0);
      float squares = 0;
      for (int j = 0; j < dimension; j++) {
        squares += rows[j] * rows[j];
      }
      // half the squared distance, less what all leaders share
      leaderNorms[i] = metric == Metric.COSINE ? 0 : squares / 2;
    }
  }

  /// Assigns members to leaders.
  ///
  /// @param leaders how many were set
  /// @param members positions, i32; `from` to `to - 1` are assigned
  /// @param overlap leaders each member goes to
  /// @param assigned receives `overlap` leaders for each member, i32
  void assign(
      int leaders, MemorySegment members, long from, long to, int overlap, MemorySegment assigned) {
    int columns = panels.columns();
    for (long start = from; start < to; start += ROW_BLOCK) {
      int count = (int) Math.min(ROW_BLOCK, to - start);
      for (int i = 0; i < count; i++) {
        read(members.get(INT, 4 * (start + i)), i * dimension);
      }
      panels.dots(rows, count, products);
      for (int i = 0; i < count; i++) {
        nearestLeaders(i * columns, leaders, overlap);
        for (int j = 0; j < overlap; j++) {
          assigned.set(INT, 4 * ((start + i) * overlap + j), Candidate.ordinal(best[j]));
        }
      }
    }
  }

  /// Reads a member, for L2 as seen from a leader: far from the origin, the differences of near
  /// vectors would be lost in the rounding of their products.
  private void read(int position, int at) {
    floats.read(nodes.ordinal(position), rows, at);
    if (metric == Metric.L2) {
      for (int i = 0; i < dimension; i++) {
        rows[at + i] -= origin[i];
      }
    }
  }

  private void nearestLeaders(int at, int leaders, int overlap) {
    int found = 0;
    float bound = Float.POSITIVE_INFINITY;
    for (int i = 0; i < leaders; i++) {
      float distance = leaderNorms[i] - products[at + i];
      if (distance < bound || found < overlap) {
        int place = found < overlap ? found++ : overlap - 1;
        long candidate = Candidate.of(distance, i);
        while (place > 0 && best[place - 1] > candidate) {
          best[place] = best[place - 1];
          place--;
        }
        best[place] = candidate;
        bound = found == overlap ? Candidate.distance(best[overlap - 1]) : bound;
      }
    }
  }

  /// The members of each leader, one after another.
  static final class Groups {
    private final MemorySegment members;
    private final long[] starts;

    Groups(MemorySegment members, long[] starts) {
      this.members = members;
      this.starts = starts;
    }

    /// Positions, i32, leader by leader.
    MemorySegment members() {
      return members;
    }

    /// Index of the first member of a leader; of the end for the leader behind the last.
    long start(int leader) {
      return starts[leader];
    }
  }

  /// Sorts members by leader.
  static Groups group(
      Arena arena,
      MemorySegment members,
      long count,
      int leaders,
      int overlap,
      MemorySegment assigned) {
    long[] starts = new long[leaders + 1];
    for (long i = 0; i < count * overlap; i++) {
      starts[assigned.get(INT, 4 * i) + 1]++;
    }
    for (int i = 0; i < leaders; i++) {
      starts[i + 1] += starts[i];
    }
    long[] next = starts.clone();
    MemorySegment grouped = arena.allocate(Math.max(4, 4 * count * overlap), 4);
    for (long i = 0; i < count * overlap; i++) {
      int leader = assigned.get(INT, 4 * i);
      grouped.set(INT, 4 * next[leader]++, members.get(INT, 4 * (i / overlap)));
    }
    return new Groups(grouped, starts);
  }
}
