package dev.perigee.formats.usearch;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.foreign.NodeLevels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The sizes of a graph, 40 bytes behind the head of an index.
///
/// ```
/// 0   u64  size: nodes, removed ones too
/// 8   u64  connectivity (M): room for links above level 0
/// 16  u64  connectivity_base (M0): room for links on level 0
/// 24  u64  max_level; -1 if there are no nodes
/// 32  u64  entry_slot
/// ```
///
/// @param size nodes
/// @param m room for links above level 0
/// @param m0 room for links on level 0
/// @param maxLevel 0 to 63; -1 if there are no nodes
/// @param entrySlot -1 if there are no nodes
record USearchGraphHeader(int size, int m, int m0, int maxLevel, int entrySlot) {

  static final int BYTES = 40;

  /// More than anyone asks for, and few enough that no size overflows.
  static final int DEGREE_MAX = 1 << 20;

  /// Reads and checks it.
  ///
  /// @throws dev.perigee.error.CorruptionException if it makes no sense
  /// @throws LimitExceededException above 2,147,483,647 nodes or 1,048,576 links of a node
  static USearchGraphHeader read(FileBytes file, long at) {
    file.require(at, BYTES, 1, "bytes of a graph's header");
    long size = file.i64(at);
    file.require(at + BYTES, size, Short.BYTES, "levels");
    if (size > Integer.MAX_VALUE) {
      throw new LimitExceededException(
          file.name() + ": expected at most 2,147,483,647 nodes, got " + size);
    }
    int m = degree(file, at + 8, "connectivity");
    int m0 = degree(file, at + 16, "connectivity_base");
    return size == 0
        ? new USearchGraphHeader(0, m, m0, -1, -1)
        : new USearchGraphHeader(
            (int) size,
            m,
            m0,
            within(file, at + 24, NodeLevels.LEVEL_MAX + 1L, "max_level"),
            within(file, at + 32, size, "entry_slot"));
  }

  private static int degree(FileBytes file, long at, String what) {
    long degree = file.i64(at);
    if (degree < 0 || degree > DEGREE_MAX) {
      throw new LimitExceededException(
          "%s: expected %s of at most %d, got %s"
              .formatted(file.name(), what, DEGREE_MAX, Long.toUnsignedString(degree)));
    }
    return (int) degree;
  }

  private static int within(FileBytes file, long at, long end, String what) {
    long number = file.i64(at);
    if (number < 0 || number >= end) {
      throw file.corruption(
          at,
          "expected %s of 0 to %d, got %s".formatted(what, end - 1, Long.toUnsignedString(number)));
    }
    return (int) number;
  }

  /// The bytes of it.
  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(size)
        .putLong(m)
        .putLong(m0)
        .putLong(maxLevel)
        .putLong(Math.max(entrySlot, 0))
        .array();
  }
}
