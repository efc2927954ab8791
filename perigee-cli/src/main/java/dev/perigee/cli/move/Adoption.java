package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.IndexPatch;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Makes an index file of an index of another library.
final class Adoption {

  private static final int DEGREE_MIN = 2;
  private static final Set<String> WITHOUT_UNIQUE_IDS = Set.of("FAISS", "hnsw_rs");

  private final ForeignIndex index;
  private final ForeignDescription description;
  private final AdoptionOptions asked;
  private final boolean keepsGraph;
  private final boolean repeatsIds;

  /// @throws InvalidRequestException if something would be lost, and that was not allowed
  Adoption(ForeignIndex index, AdoptionOptions asked) {
    this.index = index;
    this.asked = asked;
    description = index.description();
    boolean isLeftEmpty = description.removed() > 0 && description.removed() == description.count();
    keepsGraph = index.links() != null && !asked.rebuild && !isLeftEmpty;
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
    repeatsIds = "true".equals(description.parameters().get("multi")) || findsAnIdTwice();
  }

  /// Whether an id stands for several rows, in an index of a library that allows it without saying
  /// so. Elsewhere that is a mistake, which the builder finds.
  private boolean findsAnIdTwice() {
    if (!WITHOUT_UNIQUE_IDS.contains(description.library())) {
      return false;
    }
    VectorSource vectors = index.vectors();
    long[] ids =
        LongStream.range(0, vectors.count())
            .filter(row -> !index.isRemoved(row))
            .map(vectors::id)
            .sorted()
            .toArray();
    return IntStream.range(1, ids.length).anyMatch(i -> ids[i] == ids[i - 1]);
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
    long bytes =
        description.removed() == 0 || !keepsGraph
            ? writeAll(target, progress)
            : writeKept(target, progress);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("library", description.library());
    line.put("count", description.count() - description.removed());
    line.put("removed", description.removed());
    line.put("graph", keepsGraph ? "taken over" : "built");
    line.put("losses", description.losses());
    line.put("oddities", description.oddities());
    line.put("bytes", bytes);
    return line;
  }

  private long writeAll(Path target, BuildProgress progress) {
    try (IndexBuilder builder = VectorIndex.builder(options(true))) {
      add(builder, progress);
      return builder.write(target);
    }
  }

  /// Takes over the graph with the nodes that were removed, since walks lead through them, and
  /// patches these out.
  private long writeKept(Path target, BuildProgress progress) {
    try (IndexBuilder builder = VectorIndex.builder(options(false))) {
      add(builder, progress);
      try (VectorIndex whole = builder.toIndex();
          IndexBuilder none = VectorIndex.builder(options(true));
          VectorIndex empty = none.toIndex()) {
        new IndexPatch(whole, index::isRemoved, empty, options(true)).write(target, progress);
      }
      return target.toFile().length();
    }
  }

  private void add(IndexBuilder builder, BuildProgress progress) {
    if (keepsGraph) {
      builder.addAll(index.vectors(), index.links(), progress);
    } else {
      builder.addAll(new KeptRows(index), progress);
    }
  }

  private IndexOptions options(boolean withoutRemoved) {
    boolean unique = withoutRemoved && !repeatsIds;
    IndexOptions options =
        IndexOptions.of(description.dimension(), description.metric())
            .withElementType(index.vectors().elementType())
            .withUniqueIds(unique);
    options = asked.threads == null ? options : options.withThreads(asked.threads);
    options = asked.spill == null ? options : options.withSpillFolder(asked.spill);
    options = asked.graph.applyTo(keepsGraph ? withRoom(options) : options);
    boolean coded = CodeKind.INT4.supports(options.metric(), options.elementType());
    return coded ? options : options.withCodes(CodeKind.NONE);
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
