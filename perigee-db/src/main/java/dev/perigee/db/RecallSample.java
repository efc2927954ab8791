package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares what searches find with what is nearest.
final class RecallSample {

  private static final int SAMPLES_MAX = 10_000;

  private RecallSample() {}

  static double measure(Snapshot snapshot, Query query, int samples) {
    if (samples < 1 || samples > SAMPLES_MAX) {
      throw InvalidRequestException.of("samples", "1 to " + SAMPLES_MAX, samples);
    }
    long found = 0;
    long wanted = 0;
    for (Object id : draw(snapshot, samples)) {
      Document document = snapshot.get(id);
      Object vector = document == null ? null : document.get(query.field());
      if (!(vector instanceof byte[] bytes)) {
        continue;
      }
      Query own = query.to(bytes);
      Set<Object> nearest = new HashSet<>();
      snapshot.search(own.asExact()).forEach(hit -> nearest.add(hit.id()));
      for (Hit hit : snapshot.search(own)) {
        found += nearest.contains(hit.id()) ? 1 : 0;
      }
      wanted += nearest.size();
    }
    return wanted == 0 ? 1 : found / (double) wanted;
  }

  /// Ids at even distances in their order.
  private static List<Object> draw(Snapshot snapshot, int samples) {
    long step = Math.max(1, snapshot.count() / samples);
    List<Object> ids = new ArrayList<>();
    try (DocumentReader.Scan scan = snapshot.scan()) {
      for (long at = 0; scan.hasNext() && ids.size() < samples; at++) {
        Document document = scan.next();
        if (at % step == 0) {
          ids.add(document.id());
        }
      }
    }
    return ids;
  }
}
