package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FieldView;
import dev.perigee.db.rows.FreshPart;
import java.util.Collection;

/// Links rows that are in memory, so that searches need not read them all.
final class Linking {

  /// Rows that are read as fast as they would be walked to.
  private static final int LEFT_MIN = 256;

  /// Rows behind the writers from which on a part is left to be sealed without its graph: what
  /// linking takes from the writers would be thrown away.
  private static final int LEFT_MAX = 4096;

  private static final int ROWS_MAX = 64;

  private Linking() {}

  /// Links some rows of each field that has many.
  ///
  /// @return whether there were any
  static boolean linkSome(Collection<CollectionState> collections) {
    int linked = 0;
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        try (FieldView view = rows.acquire()) {
          if (!view.parts().isEmpty()
              && view.parts().getFirst() instanceof FreshPart part
              && part.unlinkedCount() >= LEFT_MIN
              && part.unlinkedCount() <= LEFT_MAX) {
            linked += part.link(ROWS_MAX);
          }
        }
      }
    }
    return linked > 0;
  }
}
