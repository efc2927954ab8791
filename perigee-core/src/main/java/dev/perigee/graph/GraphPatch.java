package dev.perigee.graph;

import static dev.perigee.graph.GraphLayout.INT;
import static dev.perigee.graph.GraphLayout.NEIGHBOURS_OFFSET;
import static dev.perigee.graph.GraphLayout.UPPER_OFFSET;

import dev.perigee.error.CancelledException;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.work.ParallelLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/// A graph less some of its nodes and with those of another, made from the two without building
/// anything anew: what is far from a change is copied as it is.
///
/// The old graph is only read, so it may be mapped, and searched meanwhile. Memory is taken for the
/// nodes that join it and for links between the two; of the old graph 8 bytes a node, and its upper
/// levels. Rows of level 0 are made one after another when they are asked for ([Writer]).
///
/// Source: StreamingMerge of FreshDiskANN (Singh et al., arXiv 2105.09613, section 5): a delete
/// phase, an insert phase and a patch phase, the first and the last of which are one pass here. The
/// levels above are patched in memory by the same rules.
public final class GraphPatch {

  private static final int NODES_PER_BLOCK = 32;

  private final PatchTables tables;
  private final Supplier<NodeVectors> vectors;
  private final int threads;
  private final RowAllocator upper;
  private final RowAllocator upperNodes;
  private int upperCount;
  private int upperNodeCount;
  private int entryNode = -1;
  private int maxLevel;

  /// @param arena owns the memory
  /// @param base of which at least one node is kept
  /// @param joined a graph of the same degrees, which may be empty
  /// @param vectors of the nodes, by their numbers in `base`; those of `joined` count on from there
  /// @param threads most that work on it
  public GraphPatch(
      Arena arena,
      HnswGraph base,
      KeptNodes kept,
      HnswGraph joined,
      GraphParameters parameters,
      Supplier<NodeVectors> vectors,
      int threads) {
    tables = new PatchTables(arena, base, kept, joined, parameters);
    this.vectors = vectors;
    this.threads = threads;
    upper = new RowAllocator(arena, base.layout().upperStrideBytes());
    upperNodes = new RowAllocator(arena, 2L * Integer.BYTES);
  }

  /// Number of nodes.
  public int count() {
    return tables.kept.kept() + tables.joined.count();
  }

  /// Links the nodes that join, and patches the upper levels.
  ///
  /// @param scorers estimate distances to the nodes of the old graph
  /// @param queries makes the vector of a node that joins, counted from 0, the query of such a
  ///   scorer
  /// @param goOn told how many of the nodes that join are linked; whether to go on
  /// @throws CancelledException if it was told not to
  public void prepare(Supplier<QueryScorer> scorers, QuerySource queries, IntPredicate goOn) {
    scan();
    ParallelLoop joining =
        new ParallelLoop(
            threads,
            NODES_PER_BLOCK,
            () -> {
              JoinWalker walker =
                  new JoinWalker(tables, vectors.get(), scorers.get(), queries, this::takeLinks);
              return (from, to) -> forEach(from, to, walker::link);
            });
    int linked = joining.run(0, tables.joined.count(), goOn::test);
    joining.rethrowFailure();
    if (linked < tables.joined.count() || joining.isCancelled()) {
      throw new CancelledException("patch: cancelled; the index is as it was");
    }
    ParallelLoop.run(
        threads,
        upperNodeCount,
        NODES_PER_BLOCK,
        () -> {
          PatchedLinks links = new PatchedLinks(tables, vectors.get());
          return (from, to) -> forEach(from, to, index -> patchUpper(links, index));
        });
    chooseEntry();
  }

  /// Makes the vector of a node that joins the query of a scorer.
  @FunctionalInterface
  public interface QuerySource {
    /// Called by any thread.
    void set(QueryScorer scorer, int joined);
  }

  private static void forEach(int from, int to, IntConsumer action) {
    for (int i = from; i < to; i++) {
      action.accept(i);
    }
  }

  /// Counts links between nodes that are kept, and makes the rows of the upper levels.
  private void scan() {
    HnswGraph base = tables.base;
    int[] neighbours = new int[base.layout().degreeMax()];
    for (int node = tables.kept.next(0); node < base.count(); node = tables.kept.next(node + 1)) {
      int degree = base.neighbours(0, node, neighbours);
      for (int i = 0; i < degree; i++) {
        if (tables.kept.isKept(neighbours[i])) {
          tables.link(neighbours[i]);
        }
      }
      addUpper(node, base.level(node));
    }
    connect();
    for (int i = 0; i < tables.joined.count(); i++) {
      addUpper(base.count() + i, tables.joined.level(i));
    }
  }

  /// Links a node that all who linked to it have left with one near to it, both ways.
  private void connect() {
    NearestKept nearest = new NearestKept(tables);
    int end = tables.base.count();
    for (int node = tables.kept.next(0); node < end; node = tables.kept.next(node + 1)) {
      int near = tables.isLinked(node) ? -1 : nearest.to(node);
      if (near >= 0) {
        tables.offer(near, node);
        tables.offer(node, near);
      }
    }
  }

  private void addUpper(int node, int level) {
    if (level == 0) {
      return;
    }
    upperNodes.reserve(upperNodeCount + 1);
    upper.reserve(upperCount + level);
    MemorySegment chunk = upperNodes.rows().chunk(upperNodeCount);
    long at = upperNodes.rows().chunkOffset(upperNodeCount);
    chunk.set(INT, at, node);
    chunk.set(INT, at + Integer.BYTES, upperCount);
    upperNodeCount++;
    for (int i = 0; i < level; i++) {
      MemorySegment row = upper.rows().chunk(upperCount);
      long offset = upper.rows().chunkOffset(upperCount);
      row.set(INT, offset, (i + 1) << 16);
      row.set(INT, offset + UPPER_OFFSET, tables.ordinal(node));
      upperCount++;
    }
  }

  private int upperNode(int index, int field) {
    Rows rows = upperNodes.rows();
    return rows.chunk(index).get(INT, rows.chunkOffset(index) + field * 4L);
  }

  /// The first upper row of a node, or -1.
  private int firstUpperRow(int node) {
    int low = 0;
    int high = upperNodeCount - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = upperNode(middle, 0);
      if (found == node) {
        return upperNode(middle, 1);
      }
      if (found < node) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private void takeLinks(int level, int joined, int[] nodes, int count) {
    if (level > 0) {
      writeUpper(firstUpperRow(tables.base.count() + joined) + level - 1, nodes, count);
      return;
    }
    Rows rows = tables.joinedLinks.rows();
    MemorySegment chunk = rows.chunk(joined);
    long at = rows.chunkOffset(joined);
    chunk.set(INT, at, count);
    MemorySegment.copy(nodes, 0, chunk, INT, at + Integer.BYTES, count);
  }

  private void patchUpper(PatchedLinks links, int index) {
    int node = upperNode(index, 0);
    if (!tables.isOld(node)) {
      return;
    }
    int first = upperNode(index, 1);
    for (int level = 1; level <= tables.base.level(node); level++) {
      int count = links.choose(level, node, tables.base.upperRowOf(level, node));
      writeUpper(first + level - 1, links.chosen(), count);
    }
  }

  private void writeUpper(int row, int[] nodes, int count) {
    MemorySegment chunk = upper.rows().chunk(row);
    long at = upper.rows().chunkOffset(row);
    chunk.set(INT, at, chunk.get(INT, at) | count);
    for (int i = 0; i < count; i++) {
      chunk.set(INT, at + NEIGHBOURS_OFFSET + 4L * i, tables.ordinal(nodes[i]));
    }
  }

  /// The old entry point if it is kept and nobody is on a higher level, else who is on the highest,
  /// else who is next to the old one.
  private void chooseEntry() {
    int old = tables.base.entryNode();
    int best = old >= 0 && tables.kept.isKept(old) ? old : -1;
    int bestLevel = best < 0 ? 0 : tables.base.maxLevel();
    for (int i = 0; i < upperNodeCount; i++) {
      int node = upperNode(i, 0);
      int level =
          tables.isOld(node)
              ? tables.base.level(node)
              : tables.joined.level(node - tables.base.count());
      if (level > bestLevel) {
        best = node;
        bestLevel = level;
      }
    }
    if (best < 0) {
      int near = new NearestKept(tables).to(old);
      best = near < 0 ? tables.kept.next(0) : near;
    }
    entryNode = tables.ordinal(best);
    maxLevel = bestLevel;
  }

  /// The rows of the upper levels.
  public Rows upper() {
    return upper.rows();
  }

  /// Number of rows of the upper levels.
  public int upperCount() {
    return upperCount;
  }

  /// Ordinal of the entry point.
  public int entryNode() {
    return entryNode;
  }

  /// Level of the entry point.
  public int maxLevel() {
    return maxLevel;
  }

  /// A writer of rows, for one thread.
  public Writer writer() {
    return new Writer();
  }

  /// Makes the links of level 0. Owned by one thread.
  public final class Writer {
    private final PatchedLinks links = new PatchedLinks(tables, vectors.get());
    private final int[] joinedNodes = new int[tables.degreeMax(0)];

    private Writer() {}

    /// Writes degree, upper row and neighbours of a node; each node once.
    ///
    /// @param ordinal 0 to `count() - 1`
    /// @param target a row; what is in front of its links and behind them is left as it is
    public void write(int ordinal, MemorySegment target, long offset) {
      int node =
          ordinal < tables.kept.kept()
              ? tables.kept.node(ordinal)
              : tables.base.count() + ordinal - tables.kept.kept();
      int count;
      int[] nodes;
      if (tables.isOld(node)) {
        count = links.choose(0, node, node);
        nodes = links.chosen();
      } else {
        Rows rows = tables.joinedLinks.rows();
        int row = node - tables.base.count();
        count = rows.chunk(row).get(INT, rows.chunkOffset(row));
        nodes = joinedNodes;
        MemorySegment.copy(rows.chunk(row), INT, rows.chunkOffset(row) + 4, nodes, 0, count);
      }
      long at = offset + tables.base.layout().linkOffset();
      target.set(INT, at, count);
      target.set(INT, at + UPPER_OFFSET, firstUpperRow(node));
      for (int i = 0; i < count; i++) {
        target.set(INT, at + NEIGHBOURS_OFFSET + 4L * i, tables.ordinal(nodes[i]));
      }
    }
  }
}
