package dev.perigee.graph;

import static dev.perigee.graph.GraphLayout.INT;
import static dev.perigee.graph.GraphLayout.NEIGHBOURS_OFFSET;
import static dev.perigee.graph.GraphLayout.UPPER_OFFSET;

import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/// A hierarchical navigable small world graph: nodes, links and the entry point.
///
/// Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
/// Hierarchical Navigable Small World graphs", 2018 (arXiv 1603.09320). M is `degreeMaxUpper`,
/// M_max0 is `degreeMax`, the entry point ep is [#entryNode()], its level L is [#maxLevel()].
///
/// **Invariants.** Every neighbour of a node on level l is itself on level l. Every ordinal below
/// [#count()] has a level-0 row.
///
/// **Threads.** Readers take no lock. A writer holds the lock of the row it changes (see
/// [RowLocks]); each link and each degree is one aligned 4-byte release store, so a reader may see
/// a mix of an old and a new neighbour list, each entry of which is a complete node.
///
/// **Untrusted rows.** A graph read from a file may be damaged: degrees and ordinals are checked
/// where they are used as addresses and refused with the position of the row.
public final class HnswGraph {

  private static final int PAGE_BYTES = 4096;

  /// Most entry nodes: all of them are scored at the start of every search.
  public static final int ENTRY_NODES_MAX = 256;

  static final int[] NO_ENTRY_NODES = {};

  private static final VarHandle INT_RELEASE =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final int DEGREE_MASK = 0xffff;
  private static final int CACHE_LINE_BYTES = 64;

  @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the loads
  private int touchSink;

  private final GraphLayout layout;
  private final Rows nodes;
  private final Rows upper;
  private final boolean growing;
  private volatile int count;
  private volatile int upperCount;
  private volatile long entry;
  private volatile int[] entryNodes = NO_ENTRY_NODES;

  /// A graph over rows that already hold one, such as those of a file.
  ///
  /// @param nodes `count` rows of `layout.strideBytes()`
  /// @param upper `upperCount` rows of `layout.upperStrideBytes()`
  /// @param entryNode ordinal of the entry point, -1 if the graph is empty; already checked
  /// @param maxLevel level of the entry point
  public HnswGraph(
      GraphLayout layout,
      Rows nodes,
      Rows upper,
      int count,
      int upperCount,
      int entryNode,
      int maxLevel) {
    this(layout, nodes, upper, count, upperCount, entryNode, maxLevel, false);
  }

  HnswGraph(
      GraphLayout layout,
      Rows nodes,
      Rows upper,
      int count,
      int upperCount,
      int entryNode,
      int maxLevel,
      boolean growing) {
    this.layout = layout;
    this.nodes = nodes;
    this.upper = upper;
    this.count = count;
    this.upperCount = upperCount;
    this.growing = growing;
    setEntry(entryNode, maxLevel);
  }

  /// Where everything lies in a row.
  public GraphLayout layout() {
    return layout;
  }

  /// The level-0 rows.
  public Rows nodes() {
    return nodes;
  }

  /// The rows of the upper levels.
  public Rows upper() {
    return upper;
  }

  /// Number of nodes.
  public int count() {
    return count;
  }

  /// Number of rows of the upper levels.
  public int upperCount() {
    return upperCount;
  }

  /// Ordinal of the entry point, or -1 if the graph is empty.
  public int entryNode() {
    return (int) entry;
  }

  /// Level of the entry point.
  public int maxLevel() {
    return (int) (entry >> 32);
  }

  /// Entry point and level as one value, `level << 32 | ordinal`: read together they belong
  /// together.
  long entry() {
    return entry;
  }

  void setEntry(int node, int level) {
    entry = (long) level << 32 | (node & 0xffffffffL);
  }

  /// Nodes where walks of level 0 start besides the one that the entry point leads to; not to be
  /// changed.
  public int[] entryNodes() {
    return entryNodes;
  }

  /// Sets where walks start besides.
  ///
  /// @param nodes ordinals of linked nodes, already checked; at most [#ENTRY_NODES_MAX]
  public void setEntryNodes(int[] nodes) {
    entryNodes = nodes;
  }

  void grow(int newCount, int newUpperCount) {
    upperCount = newUpperCount;
    count = newCount;
  }

  /// Collects the neighbours of a node that have not been visited, and marks them visited.
  ///
  /// @param limit ordinals at or above it are refused, or passed over in a graph that grows
  /// @param batch receives them; at least as long as the level's greatest degree
  /// @return how many
  int unvisitedNeighbours(int level, int node, VisitedSet visited, int limit, int[] batch) {
    Rows rows = level == 0 ? nodes : upper;
    int row = level == 0 ? node : upperRow(node, level);
    MemorySegment chunk = rows.chunk(row);
    long at = rows.chunkOffset(row) + linkOffset(level);
    int degree = checkedDegree(chunk.get(INT, at), level, row);
    long first = at + NEIGHBOURS_OFFSET;
    int fresh = 0;
    for (int i = 0; i < degree; i++) {
      int neighbour = chunk.get(INT, first + 4L * i);
      if (neighbour < 0 || neighbour >= limit) {
        checkNeighbour(neighbour, limit, level, row, i);
        continue;
      }
      batch[fresh] = neighbour;
      fresh += visited.add(neighbour);
    }
    return fresh;
  }

  /// Reads a byte of each cache line of a node's links on level 0, so that they are on their way
  /// before they are needed. The sum must be used, lest the loads be dropped.
  int touch(int node) {
    MemorySegment chunk = nodes.chunk(node);
    long at = nodes.chunkOffset(node);
    int sum = 0;
    for (long line = layout.linkOffset(); line < nodes.strideBytes(); line += CACHE_LINE_BYTES) {
      sum += chunk.get(ValueLayout.JAVA_BYTE, at + line);
    }
    return sum;
  }

  /// Reads a byte of each page of all rows, front to back, until the thread is interrupted.
  ///
  /// @return bytes of the rows, of whole chunks if it was interrupted
  public long preload() {
    long bytes = 0;
    for (Rows rows : List.of(nodes, upper)) {
      for (MemorySegment chunk : rows.chunks()) {
        for (long at = 0; at < chunk.byteSize(); at += PAGE_BYTES) {
          if (Thread.currentThread().isInterrupted()) {
            return bytes;
          }
          touchSink += chunk.get(ValueLayout.JAVA_BYTE, at);
        }
        bytes += chunk.byteSize();
      }
    }
    return bytes;
  }

  /// Copies the neighbours of a node.
  ///
  /// @param target receives them; at least as long as the level's greatest degree
  /// @return how many
  public int neighbours(int level, int node, int[] target) {
    Rows rows = level == 0 ? nodes : upper;
    int row = level == 0 ? node : upperRow(node, level);
    MemorySegment chunk = rows.chunk(row);
    long at = rows.chunkOffset(row) + linkOffset(level);
    int degree = checkedDegree(chunk.get(INT, at), level, row);
    int limit = count;
    int copied = 0;
    for (int i = 0; i < degree; i++) {
      int neighbour = chunk.get(INT, at + NEIGHBOURS_OFFSET + 4L * i);
      if (neighbour < 0 || neighbour >= limit) {
        checkNeighbour(neighbour, limit, level, row, i);
        continue;
      }
      target[copied++] = neighbour;
    }
    return copied;
  }

  /// Highest level a node is on.
  public int level(int node) {
    int first = upperField(node);
    if (first < 0) {
      return 0;
    }
    int level = 0;
    while (first + level < upperCount) {
      long at = upper.chunkOffset(first + level);
      MemorySegment chunk = upper.chunk(first + level);
      if (chunk.get(INT, at + UPPER_OFFSET) != node || chunk.get(INT, at) >>> 16 != level + 1) {
        break;
      }
      level++;
    }
    return level;
  }

  /// Makes the rows of a new node: no links yet. Not visible to readers before [#grow].
  ///
  /// @param firstUpperRow row of its level 1; unused where `level` is 0
  void initialise(int node, int level, int firstUpperRow) {
    layout.writeUnlinked(nodes, node);
    if (level > 0) {
      long at = nodes.chunkOffset(node) + layout.linkOffset();
      nodes.chunk(node).set(INT, at + UPPER_OFFSET, firstUpperRow);
    }
    for (int i = 0; i < level; i++) {
      int row = firstUpperRow + i;
      upper.chunk(row).set(INT, upper.chunkOffset(row), (i + 1) << 16);
      upper.chunk(row).set(INT, upper.chunkOffset(row) + UPPER_OFFSET, node);
    }
  }

  /// Replaces the neighbours of a node. The caller holds its lock, or nobody else sees it yet.
  void setNeighbours(int level, int node, int[] neighbours, int degree) {
    Rows rows = level == 0 ? nodes : upper;
    int row = level == 0 ? node : upperRow(node, level);
    MemorySegment chunk = rows.chunk(row);
    long at = rows.chunkOffset(row) + linkOffset(level);
    for (int i = 0; i < degree; i++) {
      INT_RELEASE.setRelease(chunk, at + NEIGHBOURS_OFFSET + 4L * i, neighbours[i]);
    }
    setDegree(chunk, at, degree);
  }

  /// Adds a neighbour if there is room. The caller holds the lock of the node.
  boolean appendNeighbour(int level, int node, int neighbour) {
    Rows rows = level == 0 ? nodes : upper;
    int row = level == 0 ? node : upperRow(node, level);
    MemorySegment chunk = rows.chunk(row);
    long at = rows.chunkOffset(row) + linkOffset(level);
    int degree = checkedDegree(chunk.get(INT, at), level, row);
    if (degree == layout.degreeMax(level)) {
      return false;
    }
    INT_RELEASE.setRelease(chunk, at + NEIGHBOURS_OFFSET + 4L * degree, neighbour);
    setDegree(chunk, at, degree + 1);
    return true;
  }

  private static void setDegree(MemorySegment chunk, long at, int degree) {
    int header = chunk.get(INT, at);
    INT_RELEASE.setRelease(chunk, at, (header & ~DEGREE_MASK) | degree);
  }

  private int linkOffset(int level) {
    return level == 0 ? layout.linkOffset() : 0;
  }

  private int upperField(int node) {
    return nodes.chunk(node).get(INT, nodes.chunkOffset(node) + layout.linkOffset() + UPPER_OFFSET);
  }

  /// The row that holds the links of a node on a level above 0.
  int upperRowOf(int level, int node) {
    return upperRow(node, level);
  }

  private int upperRow(int node, int level) {
    int first = upperField(node);
    long row = (long) first + level - 1;
    if (first < 0 || row >= upperCount) {
      throw nodes.corruption(
          node,
          layout.linkOffset() + UPPER_OFFSET,
          "expected an upper row below " + upperCount + " for level " + level + ", got " + first);
    }
    long at = upper.chunkOffset((int) row);
    MemorySegment chunk = upper.chunk((int) row);
    int owner = chunk.get(INT, at + UPPER_OFFSET);
    int ownerLevel = chunk.get(INT, at) >>> 16;
    if (owner != node || ownerLevel != level) {
      throw upper.corruption(
          (int) row,
          0,
          "expected the links of node "
              + node
              + " on level "
              + level
              + ", got those of node "
              + owner
              + " on level "
              + ownerLevel);
    }
    return (int) row;
  }

  private int checkedDegree(int header, int level, int row) {
    int degree = header & DEGREE_MASK;
    if (degree > layout.degreeMax(level)) {
      throw (level == 0 ? nodes : upper)
          .corruption(
              row,
              linkOffset(level),
              "expected a degree of at most " + layout.degreeMax(level) + ", got " + degree);
    }
    return degree;
  }

  private void checkNeighbour(int neighbour, int limit, int level, int row, int index) {
    if (neighbour >= 0 && growing) {
      return; // added after this reader took its view
    }
    throw (level == 0 ? nodes : upper)
        .corruption(
            row,
            linkOffset(level) + NEIGHBOURS_OFFSET + 4L * index,
            "expected a neighbour below " + limit + ", got " + neighbour);
  }
}
