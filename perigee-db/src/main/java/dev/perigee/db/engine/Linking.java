package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FieldView;
import dev.perigee.db.rows.FreshPart;
import java.util.Collection;
import java.util.Map;
import java.util.WeakHashMap;

/// Links rows that are in memory, so that searches need not read them all.
///
/// Where rows come faster than they can be linked, their part is sealed without a graph, and what
/// linking had taken from the writers would be lost: then it waits until they come more slowly. On
/// one thread.
final class Linking {

  /// Rows that are read as fast as they would be walked to.
  private static final int LEFT_MIN = 64;

  /// Rows that are linked at a time: who seals the part may have to wait for them.
  private static final int ROWS_MAX = 8;

  private final Map<FieldRows, LinkingPace> paces = new WeakHashMap<>();

  /// Links some rows of each field that has many.
  ///
  /// @return whether there were any
  boolean linkSome(Collection<CollectionState> collections) {
    int linked = 0;
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        linked += linkSome(rows);
      }
    }
    return linked > 0;
  }

  private int linkSome(FieldRows rows) {
    try (FieldView view = rows.acquire()) {
      if (view.parts().isEmpty() || !(view.parts().getFirst() instanceof FreshPart part)) {
        return 0;
      }
      LinkingPace pace = paces.computeIfAbsent(rows, field -> new LinkingPace());
      long start = System.nanoTime();
      if (!pace.keepsUp(part.uid(), part.count(), start) || part.unlinkedCount() < LEFT_MIN) {
        return 0;
      }
      int linked = part.link(ROWS_MAX);
      if (linked > 0) {
        pace.note(linked, System.nanoTime() - start);
      }
      return linked;
    }
  }
}
