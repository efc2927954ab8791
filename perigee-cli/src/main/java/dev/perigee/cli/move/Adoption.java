package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexAdoption;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes an index file of an index of another library.
final class Adoption {

  private static final int DEGREE_MIN = 2;
  private static final int MEMORY_SHARE = 2;

  private final ForeignIndex index;
  private final ForeignDescription description;
  private final AdoptionOptions asked;
  private final boolean keepsGraph;

  /// @throws InvalidRequestException if something would be lost, and that was not allowed
  Adoption(ForeignIndex index, AdoptionOptions asked) {
    this.index = index;
    this.asked = asked;
    description = index.description();
    keepsGraph = index.links() != null && !asked.rebuild;
    if (description.metric() == null) {
      throw InvalidRequestException.of(
          "metric", "one that Perigee has", description.metricName() + lossesText());
    }
    if (!description.losses().isEmpty() && !asked.allowLoss) {
      throw InvalidRequestException.of(
          "SOURCE",
          "an index that can be kept exactly, or --allow-loss",
          "one with" + lossesText());
    }
  }

  private String lossesText() {
    return description.losses().isEmpty()
        ? ""
        : " losses: " + String.join("; ", description.losses());
  }

  /// Writes the file.
  ///
  /// @return what was done
  Map<String, Object> write(Path target, BuildProgress progress) {
    new IndexAdoption(
            index.vectors(),
            keepsGraph ? index.links() : null,
            index::isRemoved,
            Math.toIntExact(description.removed()),
            options(target))
        .write(target, progress);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("library", description.library());
    line.put("count", description.count() - description.removed());
    line.put("removed", description.removed());
    line.put("graph", keepsGraph ? "taken over" : "built");
    line.put("losses", description.losses());
    line.put("oddities", description.oddities());
    line.put("bytes", target.toFile().length());
    return line;
  }

  private IndexOptions options(Path target) {
    boolean unique = !"true".equals(description.parameters().get("multi"));
    IndexOptions options =
        IndexOptions.of(description.dimension(), description.metric())
            .withElementType(index.vectors().elementType())
            .withUniqueIds(unique);
    options = asked.threads == null ? options : options.withThreads(asked.threads);
    options = asked.spill == null ? options : options.withSpillFolder(asked.spill);
    options = asked.graph.applyTo(keepsGraph ? withRoom(options) : options);
    boolean coded = CodeKind.INT4.supports(options.metric(), options.elementType());
    options = coded ? options : options.withCodes(CodeKind.NONE);
    boolean fits = options.estimate(description.count()).buildBytes() <= memoryBytes();
    return fits || options.spillFolder() != null
        ? options
        : options.withSpillFolder(target.toAbsolutePath().getParent());
  }

  /// Memory beyond which vectors go to a temporary file beside the target: a share of what the JVM
  /// lets a process have off the heap, which is as much as on it.
  private static long memoryBytes() {
    return Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
  }

  /// A graph of one level goes on as one.
  private IndexOptions withRoom(IndexOptions options) {
    int upper = index.links().degreeMaxUpper();
    int base = Math.max(DEGREE_MIN, index.links().degreeMax());
    if (upper == 0) {
      return options.withGraph(GraphKind.VAMANA).withM(base);
    }
    int m = Math.max(DEGREE_MIN, upper);
    return options.withGraph(GraphKind.HNSW).withM(m).withM0(Math.max(m, base));
  }
}
