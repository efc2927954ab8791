package dev.perigee.cli;

import dev.perigee.index.IndexOptions;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import picocli.CommandLine.Option;

/// The options of a graph and of what it is walked on, shared by every command that has one built.
public final class GraphOptions {

  @Option(
      names = {"--graph", "--index"},
      paramLabel = "KIND",
      description =
          "With levels or without: ${COMPLETION-CANDIDATES} (HNSW, or what it is already).")
  private GraphKind graph;

  @Option(
      names = "--m",
      description = "Links a vector gets on each level (16; all its links for VAMANA, 64).")
  private Integer m;

  @Option(
      names = "--ef-construction",
      description = "Width of the beam that finds links (200; 100 for VAMANA).")
  private Integer efConstruction;

  @Option(
      names = "--alpha",
      description = "How far links of VAMANA reach, 1 to 2 (1.2; about 1.05 for an m of 32).")
  private Float alpha;

  @Option(
      names = "--codes",
      paramLabel = "KIND",
      description =
          "What the graph is walked on: ${COMPLETION-CANDIDATES} (INT4 from 64 dimensions on).")
  private CodeKind codes;

  @Option(
      names = "--subspaces",
      paramLabel = "N",
      description = "Sub-spaces of codes PQ and PQ4 (a byte of the code for six components).")
  private Integer subspaces;

  /// Options changed by what was asked for: a kind of graph comes with its own defaults, what was
  /// not named stays.
  public IndexOptions applyTo(IndexOptions options) {
    IndexOptions changed = graph == null ? options : options.withGraph(graph);
    changed = m == null ? changed : changed.withM(m);
    changed = efConstruction == null ? changed : changed.withEfConstruction(efConstruction);
    changed = alpha == null ? changed : changed.withAlpha(alpha);
    changed = codes == null ? changed : changed.withCodes(codes);
    return subspaces == null ? changed : changed.withSubspaces(subspaces);
  }

  /// Links a vector gets on each level of a graph with levels that compares with the one asked for:
  /// where that one has a single level, its level 0 has as many links.
  ///
  /// @param otherwise if none were asked for
  int levelledM(int otherwise) {
    if (m == null) {
      return otherwise;
    }
    return graph == GraphKind.VAMANA ? m / 2 : m;
  }

  /// Width of the beam that finds links.
  ///
  /// @param otherwise if none was asked for
  int efConstruction(int otherwise) {
    return efConstruction == null ? otherwise : efConstruction;
  }
}
