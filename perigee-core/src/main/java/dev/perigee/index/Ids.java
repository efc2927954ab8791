package dev.perigee.index;

import dev.perigee.memory.Rows;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The two columns that map ordinals to ids and back.
final class Ids {

  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Ids() {}

  static long id(Rows ids, int ordinal) {
    return ids.chunk(ordinal).get(LONG, ids.chunkOffset(ordinal));
  }

  /// The first ordinal of an id, or -1: binary search in the ordinals sorted by id.
  ///
  /// @throws dev.perigee.error.CorruptionException if the column names an ordinal that does not
  ///   exist
  static int find(Rows ids, Rows ordinalsById, int count, long id) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (id(ids, ordinal(ordinalsById, middle, count)) < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == count) {
      return -1;
    }
    int found = ordinal(ordinalsById, low, count);
    return id(ids, found) == id ? found : -1;
  }

  static int ordinal(Rows ordinalsById, int rank, int count) {
    int ordinal = ordinalsById.chunk(rank).get(INT, ordinalsById.chunkOffset(rank));
    if (ordinal < 0 || ordinal >= count) {
      throw ordinalsById.corruption(
          rank, 0, "expected an ordinal below " + count + ", got " + ordinal);
    }
    return ordinal;
  }
}
