package dev.perigee.formats.hnswrs;

import dev.perigee.formats.file.FileBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Where the points of a graph file lie. They are numbered in the order of the file, layer 0 first;
/// a point is stored once, in the highest layer that it is in.
///
/// Safe for several threads. Owns nothing: the offsets, one `long` a point outside the heap, go
/// with the last reference.
final class PointTable {

  /// Magic, id, layer and rank in front of the lists of a point.
  static final int POINT_HEAD_BYTES = 4 + 8 + 1 + 4;

  /// A point without neighbours, whose lists have counts of one byte.
  static final int POINT_BYTES_MIN = POINT_HEAD_BYTES + HnswRsHeader.LAYERS;

  /// Id, layer, rank and distance of a neighbour.
  static final int NEIGHBOUR_BYTES = 8 + 1 + 4 + 4;

  /// Twice what the crate stores at most, 512 on level 0.
  static final int NEIGHBOURS_MAX = 1024;

  private final FileBytes file;
  private final int countBytes;
  private final int[] firsts;
  private final MemorySegment offsets;
  private final int entry;

  /// @param file of the graph
  /// @param countBytes of the number in front of each list: 8, or 1 in old dumps
  /// @param firsts number of the first point of each layer, and behind the last that of all points
  /// @param offsets where each point begins
  /// @param entry the point where a search begins; -1 if there are none
  PointTable(FileBytes file, int countBytes, int[] firsts, MemorySegment offsets, int entry) {
    this.file = file;
    this.countBytes = countBytes;
    this.firsts = firsts.clone();
    this.offsets = offsets;
    this.entry = entry;
  }

  FileBytes file() {
    return file;
  }

  int countBytes() {
    return countBytes;
  }

  int entry() {
    return entry;
  }

  /// Number of points.
  int count() {
    return firsts[HnswRsHeader.LAYERS];
  }

  /// Where a point begins.
  long offset(int node) {
    return offsets.getAtIndex(ValueLayout.JAVA_LONG, node);
  }

  /// The layer that a point is stored in, the highest that it is in.
  int layer(int node) {
    int layer = 0;
    while (firsts[layer + 1] <= node) {
      layer++;
    }
    return layer;
  }

  /// The highest layer with points; 0 if there are none.
  int topLayer() {
    return count() == 0 ? 0 : layer(count() - 1);
  }

  /// The point at a place in a layer; -1 if there is none.
  int node(int layer, int rank) {
    boolean exists =
        layer < HnswRsHeader.LAYERS && rank >= 0 && rank < firsts[layer + 1] - firsts[layer];
    return exists ? firsts[layer] + rank : -1;
  }

  /// The caller's id of a point.
  long id(int node) {
    return file.i64(offset(node) + Integer.BYTES);
  }

  /// Reads a list as it is stored, whatever it names.
  ///
  /// @param layer 0 to 15, also above that of the point
  NeighbourList list(int node, int layer) {
    long at = offset(node) + POINT_HEAD_BYTES;
    int count = listCount(at);
    for (int below = 0; below < layer; below++) {
      at += countBytes + (long) count * NEIGHBOUR_BYTES;
      count = listCount(at);
    }
    at += countBytes;
    byte[] bytes = file.bytes(at, count * NEIGHBOUR_BYTES);
    return new NeighbourList(this, at, count, MemorySegment.ofArray(bytes));
  }

  private int listCount(long at) {
    long count = countBytes == 1 ? file.u8(at) : file.i64(at);
    if (count < 0 || count > NEIGHBOURS_MAX) {
      throw file.corruption(at, "expected at most " + NEIGHBOURS_MAX + " neighbours, got " + count);
    }
    return (int) count;
  }
}
