package dev.perigee.graph;

import dev.perigee.memory.RowAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// What all threads that patch a graph share.
///
/// **Numbers.** Nodes of the old graph keep their ordinals while this lasts, node `i` of the graph
/// that joins it is `base.count() + i`; [#ordinal] gives what a node is called in the end.
///
/// **In-degrees.** For each node the links to it on level 0, offers among them: so that no row
/// gives up the last one while it has another to give up.
final class PatchTables {

  private static final VarHandle COUNT = ValueLayout.JAVA_INT.varHandle();

  final HnswGraph base;
  final KeptNodes kept;
  final HnswGraph joined;
  final GraphParameters parameters;
  final LinkOffers offers;
  final LinkOffers upperOffers;

  /// Links of the nodes that join, on level 0: how many, then the nodes.
  final RowAllocator joinedLinks;

  private final MemorySegment inDegrees;

  /// @param arena owns the memory
  PatchTables(
      Arena arena, HnswGraph base, KeptNodes kept, HnswGraph joined, GraphParameters parameters) {
    this.base = base;
    this.kept = kept;
    this.joined = joined;
    this.parameters = parameters;
    offers = new LinkOffers(arena, base.count());
    upperOffers = new LinkOffers(arena, base.upperCount());
    joinedLinks = new RowAllocator(arena, 4L + 4L * base.layout().degreeMax());
    joinedLinks.reserve(joined.count());
    inDegrees = arena.allocate(Math.max(4L, 4L * (base.count() + joined.count())), 64);
  }

  boolean isOld(int node) {
    return node < base.count();
  }

  /// What a node that is kept is called in the end.
  int ordinal(int node) {
    return isOld(node) ? kept.rank(node) : kept.kept() + node - base.count();
  }

  /// Most links of a row.
  int degreeMax(int level) {
    return base.layout().degreeMax(level);
  }

  /// The slack that links of the graph are chosen with.
  float slack() {
    return switch (parameters.kind()) {
      case HNSW -> 1;
      case VAMANA -> parameters.alpha();
    };
  }

  /// Counts a link to a node.
  void link(int node) {
    int _ = (int) COUNT.getAndAdd(inDegrees, 4L * node, 1);
  }

  /// Whether there is a link to a node.
  boolean isLinked(int node) {
    return (int) COUNT.getVolatile(inDegrees, 4L * node) > 0;
  }

  /// Offers a link on level 0 to an old node, and counts it.
  void offer(int row, int node) {
    offers.add(row, node);
    link(node);
  }

  /// Uncounts a link to a node.
  ///
  /// @return whether it was the last
  boolean unlink(int node) {
    return (int) COUNT.getAndAdd(inDegrees, 4L * node, -1) == 1;
  }

  /// Whether there are other links to a node than one.
  boolean hasOthers(int node) {
    return (int) COUNT.getVolatile(inDegrees, 4L * node) > 1;
  }
}
