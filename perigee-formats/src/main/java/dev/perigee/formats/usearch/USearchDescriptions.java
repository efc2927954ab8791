package dev.perigee.formats.usearch;

import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.StoredNumber;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is told of a file of USearch.
final class USearchDescriptions {

  /// `expansion_search` until the caller sets another; no file has it.
  private static final int EXPANSION_SEARCH_DEFAULT = 64;

  private USearchDescriptions() {}

  static ForeignDescription of(
      USearchHead head, USearchGraphHeader graph, long removed, boolean hasVectors) {
    Metric metric = head.metric().metric(head.scalar().number(), head.dimension());
    return new ForeignDescription(
        "USearch",
        head.version().toString(),
        head.metric().label(),
        metric,
        head.scalar().label(),
        graph.size(),
        removed,
        head.dimension(),
        EXPANSION_SEARCH_DEFAULT,
        parameters(head, graph),
        losses(head, metric, hasVectors),
        oddities(head, metric));
  }

  private static Map<String, String> parameters(USearchHead head, USearchGraphHeader graph) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("key_kind", head.key().label());
    parameters.put("slot_kind", head.slot().label());
    parameters.put("multi", Boolean.toString(head.multi()));
    parameters.put("connectivity", Integer.toString(graph.m()));
    parameters.put("connectivity_base", Integer.toString(graph.m0()));
    parameters.put("max_level", Integer.toString(graph.maxLevel()));
    return Collections.unmodifiableMap(parameters);
  }

  private static List<String> losses(USearchHead head, Metric metric, boolean hasVectors) {
    List<String> losses = new ArrayList<>();
    StoredNumber number = head.scalar().number();
    if (!hasVectors) {
      losses.add("The file was saved without its vectors: it cannot be searched.");
    }
    if (metric == null) {
      losses.add(whyNoMetric(head));
    }
    if (!number.isExact()) {
      losses.add("Components of " + head.scalar().label() + " become the nearest double.");
    }
    return List.copyOf(losses);
  }

  private static String whyNoMetric(USearchHead head) {
    USearchMetric metric = head.metric();
    return metric == USearchMetric.UNKNOWN
        ? "The metric (number %d) is a function of whoever wrote the file, or newer than 2.26."
            .formatted(head.metricLetter())
        : "There is no metric here like %s on %s.".formatted(metric.label(), head.scalar().label());
  }

  private static List<String> oddities(USearchHead head, Metric metric) {
    List<String> oddities = new ArrayList<>();
    if (head.multi()) {
      oddities.add("A key may stand for several rows.");
    }
    if (metric != null && head.scalar() == USearchKind.I8) {
      oddities.add(
          head.version().isBefore(13, 5)
              ? "Floats became i8 as 100 x, cut at 100: components beyond one are lost."
              : "Floats became i8 divided by the length of their vector, which is lost: "
                  + "distances are between vectors of one length.");
      if (metric == Metric.COSINE) {
        oddities.add(
            "Rows at a right angle to a query can have distance 0 in USearch; here it is 1.");
      }
    }
    if (metric != null && head.scalar() == USearchKind.U8) {
      oddities.add("Floats became u8 with zeros for what was negative.");
    }
    return List.copyOf(oddities);
  }
}
