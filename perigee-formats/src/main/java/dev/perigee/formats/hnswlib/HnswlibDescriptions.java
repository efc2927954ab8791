package dev.perigee.formats.hnswlib;

import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.StoredVectors;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is told of a file of hnswlib.
final class HnswlibDescriptions {

  /// The width of a search until the caller sets another; no file has it.
  private static final int EF_DEFAULT = 10;

  private HnswlibDescriptions() {}

  static ForeignDescription ofGraph(
      HnswlibHeader header, HnswlibGraph graph, StoredVectors vectors, HnswlibOptions options) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("max_elements", Long.toUnsignedString(header.capacity()));
    parameters.put("maxlevel", Integer.toString(header.maxLevel()));
    parameters.put("maxM", Integer.toString(header.maxM()));
    parameters.put("maxM0", Integer.toString(header.maxM0()));
    parameters.put("M", Long.toUnsignedString(header.m()));
    parameters.put("ef_construction", Long.toUnsignedString(header.efConstruction()));
    return describe(vectors, options, graph.countDeleted(), EF_DEFAULT, parameters);
  }

  static ForeignDescription ofRows(StoredVectors vectors, HnswlibOptions options) {
    return describe(vectors, options, 0, 0, Map.of());
  }

  private static ForeignDescription describe(
      StoredVectors vectors,
      HnswlibOptions options,
      long removed,
      int searchWidth,
      Map<String, String> parameters) {
    return new ForeignDescription(
        "hnswlib",
        "",
        options.metric() == null ? "unknown" : HnswlibOptions.spaceName(options.metric()),
        options.metric(),
        options.bytes() ? "u8" : "f32",
        vectors.count(),
        removed,
        vectors.dimension(),
        searchWidth,
        Collections.unmodifiableMap(parameters),
        List.of(),
        oddities(options, searchWidth > 0));
  }

  private static List<String> oddities(HnswlibOptions options, boolean hasGraph) {
    List<String> oddities = new ArrayList<>();
    if (options.metric() == null) {
      oddities.add("The file does not name its metric: whoever opens it has to.");
    }
    if (options.metric() == Metric.COSINE) {
      oddities.add("hnswlib divided the vectors by their lengths, which are not in the file.");
    }
    if (!hasGraph) {
      oddities.add("The file has rows without a graph.");
    }
    return List.copyOf(oddities);
  }
}
