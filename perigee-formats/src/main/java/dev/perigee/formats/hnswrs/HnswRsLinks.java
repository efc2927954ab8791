package dev.perigee.formats.hnswrs;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.LinkSource;

/// The graph of a dump as a hierarchy: a point is on the level that it is stored in and on those
/// below. Left out is what the crate stores besides: neighbours that are not on the level of the
/// list they are in, and lists above the level of their point.
///
/// Safe for several threads. Does not own the file.
///
/// @param table that the points are in
/// @param survey of the lists
record HnswRsLinks(PointTable table, LinkSurvey survey) implements LinkSource {

  @Override
  public int count() {
    return table.count();
  }

  @Override
  public int entryNode() {
    return table.entry();
  }

  @Override
  public int level(int node) {
    requireNode(node);
    return table.layer(node);
  }

  @Override
  public int degreeMax() {
    return survey.degreeMax();
  }

  @Override
  public int degreeMaxUpper() {
    return survey.degreeMaxUpper();
  }

  @Override
  public int neighbours(int level, int node, int[] target) {
    int highest = level(node);
    if (level < 0 || level > highest) {
      throw InvalidRequestException.of("level", "0 to " + highest, level);
    }
    NeighbourList list = table.list(node, level);
    int limit = level == 0 ? degreeMax() : degreeMaxUpper();
    int kept = 0;
    for (int i = 0; i < list.count(); i++) {
      int neighbour = list.node(i);
      if (list.layer(i) < level) {
        continue;
      }
      if (kept == limit) {
        throw table
            .file()
            .corruption(list.at(), "expected " + limit + " neighbours as when opened, got more");
      }
      target[kept++] = neighbour;
    }
    return kept;
  }

  private void requireNode(int node) {
    if (node < 0 || node >= table.count()) {
      throw InvalidRequestException.of("node", "0 to " + (table.count() - 1), node);
    }
  }
}
