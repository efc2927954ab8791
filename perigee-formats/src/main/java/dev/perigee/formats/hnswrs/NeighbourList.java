package dev.perigee.formats.hnswrs;

import dev.perigee.formats.file.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One stored list of neighbours, nearest first, of any layer.
///
/// @param table that the points are in
/// @param at where the first neighbour is stored
/// @param count of neighbours
/// @param bytes of all
record NeighbourList(PointTable table, long at, int count, MemorySegment bytes) {

  /// The layer that a neighbour is stored in.
  int layer(int index) {
    return bytes.get(ValueLayout.JAVA_BYTE, place(index) + Long.BYTES) & 0xff;
  }

  /// The number of a neighbour. Its id beside it is not looked at: ids may repeat.
  ///
  /// @throws dev.perigee.error.CorruptionException if there is no such point
  int node(int index) {
    int rank = bytes.get(LittleEndian.INT, place(index) + Long.BYTES + 1);
    int node = table.node(layer(index), rank);
    if (node < 0) {
      throw table
          .file()
          .corruption(
              at + place(index),
              "expected a point, got number %d of layer %d".formatted(rank, layer(index)));
    }
    return node;
  }

  /// The stored distance of a neighbour.
  float distance(int index) {
    return Float.intBitsToFloat(
        bytes.get(LittleEndian.INT, place(index) + Long.BYTES + 1 + Integer.BYTES));
  }

  private static long place(int index) {
    return (long) index * PointTable.NEIGHBOUR_BYTES;
  }
}
