package dev.perigee.cli;

import dev.perigee.index.IndexOptions;
import dev.perigee.index.RerankCopy;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of a build, shared by every command that builds.
public final class BuildOptions {

  /// Every metric compares vectors of two components.
  private static final int ANY_DIMENSION = 2;

  @Option(
      names = "--metric",
      required = true,
      paramLabel = "M",
      converter = MetricWord.class,
      completionCandidates = MetricWord.class,
      description = "What near means: ${COMPLETION-CANDIDATES}; IP for INNER_PRODUCT.")
  private Metric metric;

  @Mixin private GraphOptions graph;

  @Option(
      names = "--rerank",
      defaultValue = "VECTORS",
      paramLabel = "COPY",
      description = "What the file keeps for the last order: ${COMPLETION-CANDIDATES} (VECTORS).")
  private RerankCopy rerank;

  @Option(names = "--threads", description = "Threads of the build (all processors).")
  private Integer threads;

  @Option(
      names = "--spill",
      paramLabel = "FOLDER",
      description =
          "Keep the vectors of the build in a temporary file there, for data larger than memory.")
  private Path spill;

  @Option(names = "--seed", defaultValue = "42", description = "Seed of the graph's levels (42).")
  private long seed;

  /// The links a vector gets on each level of a graph with levels that compares with the one asked
  /// for: where that one has a single level, its level 0 has as many links.
  public int levelledM() {
    return graph.levelledM(IndexOptions.of(ANY_DIMENSION, metric()).m());
  }

  /// The width of the beam that finds links of a graph with levels.
  public int levelledEfConstruction() {
    return graph.efConstruction(IndexOptions.of(ANY_DIMENSION, metric()).efConstruction());
  }

  /// Where the vectors of a build are written; null for memory.
  public Path spill() {
    return spill;
  }

  /// Seed of the graph's levels, and of generated data.
  public long seed() {
    return seed;
  }

  /// Whether the vectors of a build lie in a file.
  public boolean spills() {
    return spill != null;
  }

  /// What near means.
  public Metric metric() {
    return metric;
  }

  /// The options of an index.
  ///
  /// @param dimension number of components
  /// @param elementType how a component is stored
  public IndexOptions toIndexOptions(int dimension, ElementType elementType) {
    IndexOptions options =
        graph
            .applyTo(IndexOptions.of(dimension, metric).withElementType(elementType))
            .withSeed(seed);
    options = options.withRerank(rerank).withSpillFolder(spill);
    return threads == null ? options : options.withThreads(threads);
  }
}
