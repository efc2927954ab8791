package dev.perigee.db;

import dev.perigee.db.query.Query;
import dev.perigee.db.rows.FieldView;
import dev.perigee.db.rows.NumberSet;
import dev.perigee.db.rows.RowHit;
import dev.perigee.db.rows.RowPlace;
import dev.perigee.index.SearchOptions;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds documents of many vectors by many vectors: gathers the nearest documents of each vector of
/// the query, then compares all vectors of those documents exactly.
final class MaxSim {

  private static final int CANDIDATES_MIN = 100;
  private static final int WIDER = 4;

  private final FieldView view;
  private final Metric metric;
  private final long sequence;
  private final NumberSet among;

  MaxSim(FieldView view, Metric metric, long sequence, NumberSet among) {
    this.view = view;
    this.metric = metric;
    this.sequence = sequence;
    this.among = among;
  }

  List<RowHit> search(List<MemorySegment> vectors, Query query) {
    int wide = Math.max(CANDIDATES_MIN, WIDER * query.limit());
    Query wider = query.limit(Math.min(SearchOptions.K_MAX, wide));
    Set<Long> candidates = new LinkedHashSet<>();
    for (MemorySegment vector : vectors) {
      for (RowHit hit : view.search(vector, wider.toOptions(), sequence, among)) {
        candidates.add(hit.document());
      }
    }
    List<RowHit> hits = new ArrayList<>();
    for (long document : candidates) {
      RowPlace place = view.find(document, sequence);
      if (place != null) {
        float score = score(vectors, place);
        hits.add(new RowHit(document, -score, score));
      }
    }
    Collections.sort(hits);
    return hits.subList(0, Math.min(query.limit(), hits.size()));
  }

  private float score(List<MemorySegment> vectors, RowPlace place) {
    float sum = 0;
    for (MemorySegment vector : vectors) {
      sum += metric.score(view.distance(vector, place));
    }
    return sum;
  }
}
