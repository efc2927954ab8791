package dev.perigee.graph;

import dev.perigee.kernel.QueryScorer;
import dev.perigee.memory.RowAllocator;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.LinkSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// Builds a graph by inserting nodes, from many threads at once.
///
/// Source: Malkov and Yashunin 2018, Algorithm 1.
///
/// **Threads.** [#reserve()] is called under the caller's lock, one at a time; [#link(int)] by any
/// number of threads. A thread locks one of the [RowLocks] at a time, only while it changes a row;
/// walks take no lock. With one thread the graph depends on the seed and the order of the vectors
/// alone.
public final class HnswBuilder implements GrowingNodes {

  private static final long CHUNK_BYTES_MAX = 4L << 20;

  private final HnswGraph graph;
  private final GraphParameters parameters;
  private final boolean linked;
  private LinkSource adopted;
  private final Supplier<QueryScorer> scorers;
  private final RowAllocator nodeAllocator;
  private final RowAllocator upperAllocator;
  private final RowLocks locks = new RowLocks();
  private final ConcurrentLinkedQueue<NodeLinker> idle = new ConcurrentLinkedQueue<>();
  private final Object entryLock = new Object();

  /// An empty graph.
  ///
  /// @param arena owns the rows
  /// @param layout where code and links lie in a row
  /// @param scorers makes scorers over the rows of vectors that the nodes stand for
  public HnswBuilder(
      Arena arena, GraphParameters parameters, GraphLayout layout, Supplier<QueryScorer> scorers) {
    this(arena, parameters, layout, scorers, CHUNK_BYTES_MAX);
  }

  /// An empty graph.
  ///
  /// @param chunkBytesMax how much memory is taken at once
  public HnswBuilder(
      Arena arena,
      GraphParameters parameters,
      GraphLayout layout,
      Supplier<QueryScorer> scorers,
      long chunkBytesMax) {
    this(arena, parameters, layout, scorers, true, 0, 0, -1, 0, chunkBytesMax);
  }

  /// Nodes that stay without links, all on level 0.
  ///
  /// @param arena owns the rows
  /// @param layout where code and links lie in a row
  public static HnswBuilder unlinked(Arena arena, GraphParameters parameters, GraphLayout layout) {
    return new HnswBuilder(
        arena, parameters, layout, HnswBuilder::noScorer, false, 0, 0, -1, 0, CHUNK_BYTES_MAX);
  }

  private static QueryScorer noScorer() {
    throw new AssertionError("nodes without links are not compared");
  }

  private HnswBuilder(
      Arena arena,
      GraphParameters parameters,
      GraphLayout layout,
      Supplier<QueryScorer> scorers,
      boolean linked,
      int count,
      int upperCount,
      int entryNode,
      int maxLevel,
      long chunkBytesMax) {
    this.parameters = parameters;
    this.scorers = scorers;
    this.linked = linked;
    nodeAllocator = new RowAllocator(arena, layout.strideBytes(), chunkBytesMax);
    upperAllocator = new RowAllocator(arena, layout.upperStrideBytes(), chunkBytesMax);
    nodeAllocator.reserve(count);
    upperAllocator.reserve(upperCount);
    graph =
        new HnswGraph(
            layout,
            nodeAllocator.rows(),
            upperAllocator.rows(),
            count,
            upperCount,
            entryNode,
            maxLevel,
            true);
  }

  /// A copy of a graph, to go on adding to: rows are copied, nothing is rebuilt.
  ///
  /// @param source has the degrees of `parameters`
  public static HnswBuilder copyOf(
      HnswGraph source, Arena arena, GraphParameters parameters, Supplier<QueryScorer> scorers) {
    HnswBuilder builder =
        new HnswBuilder(
            arena,
            parameters,
            source.layout(),
            scorers,
            source.count() == 0 || source.entryNode() >= 0,
            source.count(),
            source.upperCount(),
            source.entryNode(),
            source.maxLevel(),
            CHUNK_BYTES_MAX);
    builder.nodeAllocator.rows().copyFrom(source.nodes(), source.count());
    builder.upperAllocator.rows().copyFrom(source.upper(), source.upperCount());
    builder.graph.setEntryNodes(source.entryNodes());
    return builder;
  }

  @Override
  public HnswGraph graph() {
    return graph;
  }

  /// Makes room for one more node. One caller at a time; its vector is already in its row.
  ///
  /// @return the ordinal of the node, which is to be linked next
  public int reserve() {
    int node = prepare();
    publish();
    return node;
  }

  @Override
  public int prepare() {
    int node = graph.count();
    int level = level(node);
    int firstUpperRow = graph.upperCount();
    nodeAllocator.reserve(node + 1);
    upperAllocator.reserve(firstUpperRow + level);
    graph.initialise(node, level, firstUpperRow);
    return node;
  }

  @Override
  public void publish() {
    int node = graph.count();
    graph.grow(node + 1, graph.upperCount() + level(node));
  }

  /// Forgets the nodes from `count` on: either all, or such as have not been linked.
  public void truncate(int count) {
    if (graph.entryNode() >= count) {
      graph.setEntry(-1, 0);
    }
    graph.grow(count, upperCount(count));
    if (count == 0) {
      graph.setEntryNodes(HnswGraph.NO_ENTRY_NODES);
      adopted = null;
    }
  }

  /// The graph of the first `count` nodes, on the same rows. All of them are linked, and none of
  /// the others; nobody links meanwhile.
  public HnswGraph firstNodes(int count) {
    return new HnswGraph(
        graph.layout(),
        graph.nodes(),
        graph.upper(),
        count,
        upperCount(count),
        graph.entryNode(),
        graph.maxLevel());
  }

  /// Upper rows of the first `count` nodes.
  private int upperCount(int count) {
    int upperCount = graph.upperCount();
    for (int node = count; node < graph.count(); node++) {
      upperCount -= level(node);
    }
    return upperCount;
  }

  private int level(int node) {
    if (adopted != null && node < adopted.count()) {
      return adopted.level(node);
    }
    return linked ? parameters.level(node) : 0;
  }

  /// Gives the first nodes the levels of another graph. Nothing is reserved yet.
  public void adopt(LinkSource links) {
    adopted = links;
  }

  /// Writes the links that a reserved node has in another graph; each of them once, and none to
  /// itself. Any thread, each for nodes of its own.
  ///
  /// @param neighbours room for the links of any node
  public void copyLinks(LinkSource links, int node, int[] neighbours) {
    for (int level = 0; level <= links.level(node); level++) {
      int degree = links.neighbours(level, node, neighbours);
      Arrays.sort(neighbours, 0, degree);
      int kept = 0;
      for (int i = 0; i < degree; i++) {
        boolean repeated = i > 0 && neighbours[i] == neighbours[i - 1];
        if (!repeated && neighbours[i] != node) {
          neighbours[kept++] = neighbours[i];
        }
      }
      graph.setNeighbours(level, node, neighbours, kept);
    }
  }

  /// Makes a node the entry point.
  ///
  /// @param node -1 for none
  public void enterAt(int node) {
    graph.setEntry(node, node < 0 ? 0 : level(node));
  }

  /// Links a reserved node into the graph; does nothing where nodes stay without links.
  public void link(int node) {
    if (!linked) {
      return;
    }
    int level = level(node);
    long entry;
    synchronized (entryLock) {
      entry = graph.entry();
      if ((int) entry < 0) {
        graph.setEntry(node, level);
        return;
      }
    }
    link(node, level, entry);
    synchronized (entryLock) {
      if (level > graph.maxLevel()) {
        graph.setEntry(node, level);
      }
    }
  }

  /// Chooses the links of a linked node of a graph of one level anew, and links to it (the second
  /// pass of Subramanya et al. 2019, Algorithm 3).
  public void relink(int node) {
    link(node, 0, graph.entry());
  }

  private void link(int node, int level, long entry) {
    NodeLinker linker = idle.poll();
    if (linker == null) {
      linker =
          parameters.kind() == GraphKind.VAMANA
              ? new RobustLinker(graph, parameters, scorers, locks)
              : new Inserter(graph, parameters, scorers, locks);
    }
    linker.link(node, level, entry);
    idle.add(linker);
  }

  /// Makes the entry point of a graph of one level the node in its middle.
  public void chooseMedoid() {
    if (graph.entryNode() >= 0) {
      graph.setEntry(Medoid.find(graph, scorers.get()), 0);
    }
  }

  /// Makes later insertions ask for scorers anew. No insertion runs meanwhile.
  public void forgetInserters() {
    idle.clear();
  }

  /// Makes every node reachable from the entry point on level 0. No insertion runs meanwhile.
  ///
  /// @return how many nodes were not reachable before
  public int repairReachability() {
    return graph.entryNode() < 0 ? 0 : new ReachabilityRepair(graph, scorers).run();
  }

  /// Chooses where walks start besides the entry point, so that they find every part of the graph.
  /// No insertion runs meanwhile.
  public void chooseEntryNodes(int threads) {
    if (graph.entryNode() >= 0) {
      new EntryNodeChooser(graph, scorers, threads).run();
    }
  }

  @Override
  public long memoryBytes() {
    long bytes = 0;
    for (MemorySegment chunk : graph.nodes().chunks()) {
      bytes += chunk.byteSize();
    }
    for (MemorySegment chunk : graph.upper().chunks()) {
      bytes += chunk.byteSize();
    }
    return bytes;
  }
}
