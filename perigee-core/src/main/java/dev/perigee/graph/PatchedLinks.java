package dev.perigee.graph;

import java.util.Arrays;

/// The links of an old node once others are gone and new ones have come.
///
/// Links to nodes that are gone are replaced by a choice among what those linked to; links that are
/// offered are taken while there is room, and chosen among where there is none.
///
/// Source: FreshDiskANN (Singh et al., arXiv 2105.09613), Algorithm 4 (consolidation of deletes)
/// and section 5.2 (the patch phase of StreamingMerge).
///
/// Owned by one thread.
final class PatchedLinks {

  private static final int OFFERS_MAX = 256;

  private final PatchTables tables;
  private final GatheredLinks links;
  private final int[] own;
  private final int[] theirs;
  private final int[] gone;
  private final int[] before;
  private final int[] chosen;

  PatchedLinks(PatchTables tables, NodeVectors vectors) {
    this.tables = tables;
    links = new GatheredLinks(vectors);
    int degreeMax = Math.max(tables.degreeMax(0), tables.degreeMax(1));
    own = new int[degreeMax];
    theirs = new int[degreeMax];
    gone = new int[degreeMax];
    before = new int[degreeMax + OFFERS_MAX];
    chosen = new int[degreeMax + OFFERS_MAX];
  }

  /// The nodes that the last call of [#choose] has found.
  int[] chosen() {
    return chosen;
  }

  /// Finds the links of a node.
  ///
  /// @param row of its links: the node on level 0, its upper row on another level
  /// @return how many; they are in [#chosen()]
  int choose(int level, int node, int row) {
    int degree = tables.base.neighbours(level, node, own);
    int live = 0;
    int goneCount = 0;
    for (int i = 0; i < degree; i++) {
      if (tables.kept.isKept(own[i])) {
        before[live++] = own[i];
      } else {
        gone[goneCount++] = own[i];
      }
    }
    LinkOffers offers = level == 0 ? tables.offers : tables.upperOffers;
    int size = live + offers.read(row, before, live);
    Arrays.sort(before, live, size);
    int degreeMax = tables.degreeMax(level);
    if (goneCount == 0 && size <= degreeMax) {
      System.arraycopy(before, 0, chosen, 0, size);
      return size;
    }
    links.begin(node);
    links.offer(before, size);
    for (int i = 0; i < goneCount; i++) {
      offerNeighbours(level, gone[i]);
    }
    int filled = tables.slack() > 1 ? 0 : Math.min(degreeMax, size);
    int count = links.choose(degreeMax, tables.slack(), filled, chosen);
    return level == 0 ? count(size, count, degreeMax) : count;
  }

  private void offerNeighbours(int level, int node) {
    int degree = tables.base.neighbours(level, node, theirs);
    int kept = 0;
    for (int i = 0; i < degree; i++) {
      if (tables.kept.isKept(theirs[i])) {
        theirs[kept++] = theirs[i];
      }
    }
    links.offer(theirs, kept);
  }

  /// Counts links that have come and gone, and takes back those that nobody else has.
  private int count(int size, int chosenCount, int degreeMax) {
    int count = chosenCount;
    for (int i = 0; i < count; i++) {
      if (!contains(before, size, chosen[i])) {
        tables.link(chosen[i]);
      }
    }
    for (int i = 0; i < size; i++) {
      if (!contains(chosen, count, before[i]) && tables.unlink(before[i])) {
        count = takeBack(before[i], count, degreeMax);
      }
    }
    return count;
  }

  private int takeBack(int node, int count, int degreeMax) {
    if (count < degreeMax) {
      chosen[count] = node;
      tables.link(node);
      return count + 1;
    }
    for (int i = count - 1; i >= 0; i--) {
      if (tables.hasOthers(chosen[i])) {
        boolean _ = tables.unlink(chosen[i]);
        chosen[i] = node;
        tables.link(node);
        return count;
      }
    }
    return count;
  }

  private static boolean contains(int[] nodes, int count, int node) {
    for (int i = 0; i < count; i++) {
      if (nodes[i] == node) {
        return true;
      }
    }
    return false;
  }
}
