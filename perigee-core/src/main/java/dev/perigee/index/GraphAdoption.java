package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.HnswBuilder;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import dev.perigee.work.ParallelLoop;

/// Takes over a graph that was built elsewhere.
final class GraphAdoption {

  private static final int NODES_PER_BLOCK = 256;

  private GraphAdoption() {}

  /// @param count vectors that are in the index already
  /// @throws InvalidRequestException if the graph cannot be that of an index with these options
  static void require(IndexOptions options, int count, VectorSource source, LinkSource links) {
    if (count > 0) {
      throw InvalidRequestException.of("builder", "an empty one", count + " vectors");
    }
    if (!options.linked()) {
      throw InvalidRequestException.of("options", "linked ones", "unlinked ones");
    }
    if (links.count() != source.count()) {
      throw InvalidRequestException.of(
          "links", "those of " + source.count() + " vectors", links.count());
    }
    if (options.graph() == GraphKind.VAMANA && links.degreeMaxUpper() > 0) {
      throw InvalidRequestException.of("graph", "HNSW for links on several levels", "VAMANA");
    }
    requireAtMost("m0", options.m0(), links.degreeMax());
    requireAtMost("m", options.m(), links.degreeMaxUpper());
  }

  private static void requireAtMost(String field, int room, int degreeMax) {
    if (degreeMax > room) {
      throw InvalidRequestException.of(
          field, "at least " + degreeMax + ", the links that a node has", room);
    }
  }

  /// Writes the links of nodes that have been reserved.
  ///
  /// @throws CancelledException if it was cancelled
  static void copy(HnswBuilder graph, LinkSource links, int threads, BuildProgress progress) {
    int total = links.count();
    ParallelLoop loop =
        new ParallelLoop(
            threads,
            NODES_PER_BLOCK,
            () -> {
              int[] neighbours = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
              return (from, to) -> {
                for (int node = from; node < to; node++) {
                  graph.copyLinks(links, node, neighbours);
                }
              };
            });
    int copied = loop.run(0, total, done -> progress.update(done, total));
    loop.rethrowFailure();
    if (copied < total || loop.isCancelled()) {
      throw new CancelledException("import: cancelled; none of the vectors is kept");
    }
    graph.enterAt(links.entryNode());
  }
}
