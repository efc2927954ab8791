package dev.perigee.formats.diskann;

import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.vector.VectorSource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gathers what is worth saying of an index while it is opened.
///
/// Owned by one thread.
final class DiskAnnNotes {

  /// What the programs of DiskANN take in their examples; the files do not tell.
  private static final int SEARCH_WIDTH = 100;

  private static final List<String> LABEL_SUFFIXES =
      List.of("_labels.txt", "_labels_map.txt", "_labels_to_medoids.txt", "_universal_label.txt");

  private final DiskAnnOptions options;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<String> losses = new ArrayList<>();
  private final List<String> oddities = new ArrayList<>();

  DiskAnnNotes(DiskAnnOptions options) {
    this.options = options;
  }

  void parameter(String name, long value) {
    parameters.put(name, Long.toString(value));
  }

  void loss(String sentence) {
    losses.add(sentence);
  }

  void oddity(String sentence) {
    oddities.add(sentence);
  }

  /// Says so if there are labels beside the index.
  void labels(DiskAnnFiles files) {
    if (LABEL_SUFFIXES.stream().anyMatch(suffix -> Files.exists(files.with(suffix)))) {
      oddity("the labels of the points are in text files beside the index and are not read");
    }
  }

  /// @param version of the format or the program
  /// @param removed rows that are nobody's answer
  ForeignDescription describe(
      String version, VectorSource vectors, long removed, boolean hasGraph) {
    return new ForeignDescription(
        "DiskANN",
        version,
        options.metricName(),
        options.metric(),
        options.elementName(),
        vectors.count(),
        removed,
        vectors.dimension(),
        hasGraph ? SEARCH_WIDTH : 0,
        Collections.unmodifiableMap(parameters),
        List.copyOf(losses),
        List.copyOf(oddities));
  }
}
