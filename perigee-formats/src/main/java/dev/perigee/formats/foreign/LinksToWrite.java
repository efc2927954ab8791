package dev.perigee.formats.foreign;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.LinkSource;

/// Links on their way into a file of another library, each checked against what can be said there.
///
/// Owned by one thread.
public final class LinksToWrite {

  private final LinkSource links;
  private final DegreeLimits limits;
  private final int[] neighbours;

  /// @param rows vectors beside the links
  /// @throws InvalidRequestException if the graph has another number of nodes or begins nowhere
  public LinksToWrite(LinkSource links, long rows, DegreeLimits limits) {
    if (links.count() != rows) {
      throw InvalidRequestException.of("links", rows + " nodes, one a vector", links.count());
    }
    if (rows > 0 && (links.entryNode() < 0 || links.entryNode() >= rows)) {
      throw InvalidRequestException.of(
          "links", "an entry node of 0 to " + (rows - 1), links.entryNode());
    }
    this.links = links;
    this.limits = limits;
    neighbours = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
  }

  /// Number of nodes.
  public int count() {
    return links.count();
  }

  /// Where a walk begins; -1 if there are no nodes.
  public int entryNode() {
    return count() == 0 ? -1 : links.entryNode();
  }

  /// Highest level of the graph: that of the entry node. A node above it, which no walk comes to
  /// there, is cut down to it.
  public int levelMax() {
    return count() == 0 ? -1 : links.level(links.entryNode());
  }

  /// Highest level of a node, as it is to be written.
  ///
  /// @throws InvalidRequestException if it is not 0 to 63
  public int level(int node) {
    int level = links.level(node);
    if (level < 0 || level > NodeLevels.LEVEL_MAX) {
      throw InvalidRequestException.of("links", "levels of 0 to 63", level + " of node " + node);
    }
    return Math.min(level, levelMax());
  }

  /// Reads the neighbours of a node on a level.
  ///
  /// @return how many; [#neighbour] has them
  /// @throws InvalidRequestException if the file has no room for them, or one leads to no node of
  ///   that level
  public int read(int level, int node) {
    int degree = links.neighbours(level, node, neighbours);
    if (degree > limits.at(level)) {
      throw InvalidRequestException.of(
          "links",
          "at most " + limits.at(level) + " on level " + level,
          degree + " of node " + node);
    }
    for (int i = 0; i < degree; i++) {
      int neighbour = neighbours[i];
      if (neighbour < 0 || neighbour >= count() || links.level(neighbour) < level) {
        throw InvalidRequestException.of(
            "links", "nodes on level " + level, neighbour + " beside node " + node);
      }
    }
    return degree;
  }

  /// One of the neighbours that were read last.
  public int neighbour(int i) {
    return neighbours[i];
  }
}
