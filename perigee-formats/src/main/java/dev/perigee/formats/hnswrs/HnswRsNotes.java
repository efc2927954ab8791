package dev.perigee.formats.hnswrs;

import dev.perigee.formats.ComponentType;
import dev.perigee.formats.foreign.ForeignDescription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Puts into words what a dump is.
final class HnswRsNotes {

  private static final int SEARCH_WIDTH_MAX = 10_000;

  private HnswRsNotes() {}

  /// @param distance that the header names
  /// @param type that a component is stored as
  static ForeignDescription describe(
      HnswRsHeader header,
      HnswRsDistance distance,
      ComponentType type,
      PointTable table,
      LinkSurvey survey) {
    return new ForeignDescription(
        "hnsw_rs",
        header.version().label(),
        distance.name(),
        distance.metric(),
        header.elementName(),
        header.points(),
        0,
        header.dimension(),
        searchWidth(header),
        parameters(header),
        losses(distance, type),
        oddities(distance, table, survey));
  }

  /// The crate has no default, each search says how wide; what it was built with comes nearest.
  private static int searchWidth(HnswRsHeader header) {
    long width = header.efConstruction();
    return width < 1 || width > SEARCH_WIDTH_MAX ? SEARCH_WIDTH_MAX : (int) width;
  }

  private static Map<String, String> parameters(HnswRsHeader header) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("M", Integer.toString(header.connections()));
    parameters.put("ef_construction", Long.toUnsignedString(header.efConstruction()));
    if (header.version() == HnswRsVersion.V4) {
      parameters.put("level scale", String.format(Locale.ROOT, "%.4f", header.levelScale()));
    }
    return Collections.unmodifiableMap(parameters);
  }

  private static List<String> losses(HnswRsDistance distance, ComponentType type) {
    List<String> losses = new ArrayList<>();
    if (HnswRsElement.isNarrowed(type)) {
      losses.add(
          "components are stored as %s and become the nearest double"
              .formatted(type.name().toLowerCase(Locale.ROOT)));
    }
    if (distance.loss() != null) {
      losses.add(distance.loss());
    }
    return List.copyOf(losses);
  }

  private static List<String> oddities(
      HnswRsDistance distance, PointTable table, LinkSurvey survey) {
    List<String> oddities = new ArrayList<>();
    if (distance.oddity() != null) {
      oddities.add(distance.oddity());
    }
    if (table.entry() >= 0 && table.layer(table.entry()) < table.topLayer()) {
      oddities.add(
          "searches begin on level %d, below the highest, %d"
              .formatted(table.layer(table.entry()), table.topLayer()));
    }
    addCount(oddities, survey.unreached(), "points that no link on level 0 leads to");
    addCount(oddities, survey.strays(), "links left out, to points that are not on their level");
    addCount(oddities, survey.hints(), "lists left out, above the level of their point");
    return List.copyOf(oddities);
  }

  private static void addCount(List<String> oddities, long count, String what) {
    if (count > 0) {
      oddities.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
  }
}
