package dev.perigee.formats.faiss;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.LinkSource;

/// The graph of an HNSW index, read where it lies; see [HnswParser] for the bytes.
///
/// Memory: a byte for each node. Safe for several threads. Does not own the file.
final class HnswLinks implements LinkSource {

  private final int entryNode;
  private final byte[] levels;
  private final int[] widths;
  private final Elements offsets;
  private final Elements numbers;

  /// @param entryNode -1 if there are no nodes
  /// @param levels highest level of each node
  /// @param widths where the neighbours of each level begin in the run of a node; one more than
  ///   there are levels
  /// @param offsets where the run of each node begins among the neighbours
  /// @param numbers the neighbours, of four bytes each
  HnswLinks(int entryNode, byte[] levels, int[] widths, Elements offsets, Elements numbers) {
    this.entryNode = entryNode;
    this.levels = levels;
    this.widths = widths;
    this.offsets = offsets;
    this.numbers = numbers;
  }

  @Override
  public int entryNode() {
    return entryNode;
  }

  @Override
  public int count() {
    return levels.length;
  }

  @Override
  public int level(int node) {
    requireNode(node);
    return levels[node];
  }

  @Override
  public int degreeMax() {
    return levels.length == 0 ? 0 : widths[1];
  }

  @Override
  public int degreeMaxUpper() {
    int most = 0;
    int top = entryNode < 0 ? 0 : levels[entryNode];
    for (int level = 1; level <= top; level++) {
      most = Math.max(most, widths[level + 1] - widths[level]);
    }
    return most;
  }

  /// {@inheritDoc}
  ///
  /// @throws InvalidRequestException if there is no such node or it is not on that level
  /// @throws dev.perigee.error.CorruptionException if a neighbour is no node of that level
  @Override
  public int neighbours(int level, int node, int[] target) {
    requireNode(node);
    if (level < 0 || level > levels[node]) {
      throw InvalidRequestException.of("level", "0 to " + levels[node], level);
    }
    long first = offsets.i64(node);
    int width = widths[level + 1] - widths[level];
    if (first < 0 || first > numbers.count() - widths[level + 1]) {
      throw file()
          .corruption(
              offsets.at() + (long) node * Long.BYTES,
              "expected neighbours among " + numbers.count() + ", got them from " + first + " on");
    }
    long at = numbers.at() + (first + widths[level]) * Integer.BYTES;
    file().i32s(at, width, target);
    for (int i = 0; i < width; i++) {
      if (target[i] == -1) {
        return i;
      }
      requireOnLevel(target[i], level, at + (long) i * Integer.BYTES);
    }
    return width;
  }

  private void requireNode(int node) {
    if (node < 0 || node >= levels.length) {
      throw InvalidRequestException.of("node", "0 to " + (levels.length - 1), node);
    }
  }

  private void requireOnLevel(int node, int level, long at) {
    if (node < 0 || node >= levels.length || levels[node] < level) {
      throw file()
          .corruption(
              at,
              "expected a node of level %d below %d, got %d".formatted(level, levels.length, node));
    }
  }

  private FileBytes file() {
    return numbers.file();
  }
}
