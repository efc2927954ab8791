package dev.perigee.cli;

import dev.perigee.index.IndexOptions;
import dev.perigee.index.IndexStatistics;
import dev.perigee.index.RecallCurve;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.GraphKind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What an index file holds and how it was built, for those who print it.
public final class IndexFields {

  private IndexFields() {}

  /// What there is to say, by name, in its order.
  public static Map<String, Object> of(VectorIndex index) {
    IndexOptions options = index.options();
    IndexStatistics statistics = index.statistics();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", statistics.count());
    fields.put("dimension", statistics.dimension());
    fields.put("metric", statistics.metric().name());
    fields.put("elementType", statistics.elementType().name());
    fields.put("uniqueIds", options.uniqueIds());
    fields.put("linked", options.linked());
    fields.put("graph", options.graph().name());
    fields.put("m", options.m());
    fields.put("m0", options.m0());
    fields.put("efConstruction", options.efConstruction());
    fields.put("levelFactor", Json.rounded(options.levelFactor(), 6));
    if (options.graph() == GraphKind.VAMANA) {
      fields.put("alpha", Json.rounded(options.alpha(), 3));
    }
    fields.put("seed", options.seed());
    fields.put("codes", options.codes().name());
    fields.put("rerank", options.rerank().name());
    fields.put("levels", statistics.levels());
    fields.put("degreeMean", Json.rounded(statistics.degreeMean(), 2));
    fields.put("degreeMax", statistics.degreeMax());
    if (options.linked()) {
      fields.put("reachable", statistics.reachable());
    }
    fields.put("bytesBySection", statistics.bytesBySection());
    fields.put("bytes", statistics.bytes());
    fields.put("kernels", statistics.kernels());
    for (RecallCurve curve : statistics.recallCurves()) {
      fields.put("recallAt" + curve.k(), steps(curve));
    }
    return fields;
  }

  /// Recall and the distances it costs, where a step finds more than the one before.
  private static Map<String, Object> steps(RecallCurve curve) {
    Map<String, Object> steps = new LinkedHashMap<>();
    for (RecallCurve.Step step : curve.steps()) {
      steps.putIfAbsent(
          String.format(Locale.ROOT, "%.3f", step.recall()), Math.round(step.distances()));
    }
    return steps;
  }
}
