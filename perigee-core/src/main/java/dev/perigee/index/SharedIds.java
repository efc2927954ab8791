package dev.perigee.index;

import dev.perigee.error.ConflictException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Finds an id that two vectors of some indexes share, before anything is copied.
///
/// Each index has its ids in order already, so one pass over all of them at once is enough, without
/// memory.
final class SharedIds {

  private SharedIds() {}

  /// @throws ConflictException naming the lowest id that comes twice, and where
  static void refuse(List<PinnedIndex> indexes) {
    PriorityQueue<Cursor> heads = new PriorityQueue<>(Comparator.comparingLong(head -> head.id));
    for (PinnedIndex index : indexes) {
      Cursor cursor = new Cursor(index);
      if (cursor.advance()) {
        heads.add(cursor);
      }
    }
    while (!heads.isEmpty()) {
      Cursor first = heads.poll();
      long id = first.id;
      if (first.advance()) {
        heads.add(first);
      }
      if (!heads.isEmpty() && heads.peek().id == id) {
        throw new ConflictException(
            "id: expected each once, got "
                + id
                + " in "
                + first.index.source()
                + " and in "
                + heads.peek().index.source());
      }
    }
  }

  /// Goes through the ids of one index in their order.
  private static final class Cursor {
    private final PinnedIndex index;
    private final int count;
    private int rank;
    private long id;

    Cursor(PinnedIndex index) {
      this.index = index;
      this.count = index.count();
    }

    /// Takes the next id.
    ///
    /// @return whether there was one
    boolean advance() {
      if (rank == count) {
        return false;
      }
      id = index.idOfRank(rank++);
      return true;
    }
  }
}
