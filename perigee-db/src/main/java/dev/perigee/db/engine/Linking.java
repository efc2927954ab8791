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

  private final Map<FieldRows, Pace> paces = new WeakHashMap<>();

  /// How fast rows of a field come, and how fast they are linked.
  private static final class Pace {

    private static final long LOOK_NANOS = 100_000_000;

    /// Rows that come for each that is linked, from which on there is no keeping up.
    private static final double SHARE_MAX = 0.8;

    private static final double NEWEST_WEIGHT = 0.2;

    /// What is thought of the speed of linking grows while it waits, so that it is tried again
    /// after some seconds.
    private static final double HOPE = 1.02;

    private long part = -1;
    private int count;
    private long at;
    private double coming;
    private double linked = 1e4;

    /// Whether linking keeps up with what comes.
    boolean keepsUp(FreshPart fresh, long now) {
      if (fresh.uid() != part) {
        part = fresh.uid();
        count = fresh.count();
        at = now;
      } else if (now - at >= LOOK_NANOS) {
        coming = (fresh.count() - count) * 1e9 / (now - at);
        count = fresh.count();
        at = now;
        linked *= coming < SHARE_MAX * linked ? 1 : HOPE;
      }
      return coming < SHARE_MAX * linked;
    }

    void note(int rows, long nanos) {
      double speed = rows * 1e9 / Math.max(1, nanos);
      linked += NEWEST_WEIGHT * (speed - linked);
    }
  }

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
      Pace pace = paces.computeIfAbsent(rows, field -> new Pace());
      long start = System.nanoTime();
      if (!pace.keepsUp(part, start) || part.unlinkedCount() < LEFT_MIN) {
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
