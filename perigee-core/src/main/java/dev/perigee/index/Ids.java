package dev.perigee.index;

import dev.perigee.memory.Rows;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The two columns that map ordinals to ids and back.
final class Ids {

  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Ids() {}

  static long id(Rows ids, int ordinal) {
    ids.check(ordinal);
    return ids.chunk(ordinal).get(LONG, ids.chunkOffset(ordinal));
  }

  /// The first ordinal of an id, or -1: binary search in the ordinals sorted by id.
  ///
  /// @throws dev.perigee.error.CorruptionException if the column names an ordinal that does not
  ///   exist
  static int find(Rows ids, Rows ordinalsById, int count, long id) {
    int rank = rank(ids, ordinalsById, count, id);
    if (rank == count) {
      return -1;
    }
    int found = ordinal(ordinalsById, rank, count);
    return id(ids, found) == id ? found : -1;
  }

  /// All ordinals of an id, ascending.
  ///
  /// @throws dev.perigee.error.CorruptionException if the column names an ordinal that does not
  ///   exist
  static int[] findAll(Rows ids, Rows ordinalsById, int count, long id) {
    int first = rank(ids, ordinalsById, count, id);
    int[] found = new int[1];
    int size = 0;
    for (int rank = first; rank < count; rank++, size++) {
      int ordinal = ordinal(ordinalsById, rank, count);
      if (id(ids, ordinal) != id) {
        break;
      }
      found = size == found.length ? Arrays.copyOf(found, 2 * size) : found;
      found[size] = ordinal;
    }
    return Arrays.copyOf(found, size);
  }

  /// The first place in the order of the ids that holds an id, or a greater one.
  private static int rank(Rows ids, Rows ordinalsById, int count, long id) {
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
    return low;
  }

  static int ordinal(Rows ordinalsById, int rank, int count) {
    ordinalsById.check(rank);
    int ordinal = ordinalsById.chunk(rank).get(INT, ordinalsById.chunkOffset(rank));
    if (ordinal < 0 || ordinal >= count) {
      throw ordinalsById.corruption(
          rank, 0, "expected an ordinal below " + count + ", got " + ordinal);
    }
    return ordinal;
  }
}
