package dev.perigee.formats.faiss;

import dev.perigee.formats.foreign.ForeignDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Tells what an index is.
final class FaissDescriptions {

  private FaissDescriptions() {}

  /// @param part what was read
  /// @param chain how far its vectors are turned back
  static ForeignDescription of(Part part, TransformChain chain) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("kinds", String.join(" > ", part.kinds()));
    parameters.putAll(part.notes().parameters());
    if (part.comparing().metricNumber() > 1) {
      parameters.put("metric_arg", Float.toString(part.comparing().metricArgument()));
    }
    return new ForeignDescription(
        "FAISS",
        "",
        part.comparing().metricName(),
        chain.metric(),
        part.codes().name(),
        part.rows().count(),
        0,
        chain.vectors(part.rows()).dimension(),
        part.graph() == null ? 0 : part.graph().searchWidth(),
        parameters,
        losses(part, chain),
        oddities(part));
  }

  private static List<String> losses(Part part, TransformChain chain) {
    List<String> losses = new ArrayList<>(part.notes().losses());
    if (chain.metric() == null) {
      losses.add(
          "Perigee has no metric that orders as %s does.".formatted(part.comparing().metricName()));
    }
    if (chain.normalises()) {
      losses.add("Vectors were normalised before they were stored: their lengths are gone.");
      if (!part.codes().name().equals("float32")) {
        losses.add(
            "Codes do not keep the length of 1 exactly: by the cosine, near vectors may come in"
                + " another order than FAISS gives them.");
      }
    }
    if (chain.turnsBack()) {
      losses.add(
          "Vectors are turned back through %s, which rounds.".formatted(names(chain.undone())));
    }
    if (!chain.left().isEmpty()) {
      losses.add(
          "Vectors are those after %s (dimension %d to %d): a query has to go through it too."
              .formatted(
                  names(chain.left()),
                  chain.left().getFirst().dimensionIn(),
                  chain.left().getLast().dimensionOut()));
    }
    return List.copyOf(losses);
  }

  private static List<String> oddities(Part part) {
    List<String> oddities = new ArrayList<>(part.notes().oddities());
    if (part.header().metricNumber() != part.comparing().metricNumber()) {
      oddities.add(
          "The outermost index says %s, the one that compares vectors %s; the latter counts."
              .formatted(part.header().metricName(), part.comparing().metricName()));
    }
    return List.copyOf(oddities);
  }

  private static String names(List<Transform> transforms) {
    return transforms.stream().map(Transform::letters).collect(Collectors.joining(", "));
  }
}
