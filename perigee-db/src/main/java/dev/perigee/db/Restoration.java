package dev.perigee.db;

import dev.perigee.db.document.Document;
import java.util.ArrayList;
import java.util.List;

/// Writes documents as they were and deletes those that were not there, walking both states side by
/// side in the order of their ids.
final class Restoration {

  private static final int CHUNK = 256;

  private final Collection collection;
  private final Snapshot then;
  private final Snapshot now;
  private final List<Object> written = new ArrayList<>();
  private final List<Object> deleted = new ArrayList<>();
  private long changes;

  Restoration(Collection collection, Snapshot then, Snapshot now) {
    this.collection = collection;
    this.then = then;
    this.now = now;
  }

  long run() {
    try (DocumentReader.Scan before = then.scan();
        DocumentReader.Scan after = now.scan()) {
      Document old = next(before);
      Document current = next(after);
      while (old != null || current != null) {
        int order = old == null ? 1 : current == null ? -1 : old.id().compareTo(current.id());
        if (order < 0 || (order == 0 && old.version() != current.version())) {
          written.add(old.id());
        } else if (order > 0) {
          deleted.add(current.id());
        }
        old = order <= 0 ? next(before) : old;
        current = order >= 0 ? next(after) : current;
        flush(CHUNK);
      }
    }
    flush(1);
    return changes;
  }

  private static Document next(DocumentReader.Scan scan) {
    return scan.hasNext() ? scan.next() : null;
  }

  private void flush(int atLeast) {
    if (written.size() >= atLeast) {
      var _ = collection.putAll(then.getAll(written));
      changes += written.size();
      written.clear();
    }
    if (deleted.size() >= atLeast) {
      changes += collection.deleteAll(deleted);
      deleted.clear();
    }
  }
}
