package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Peer;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;

/// JVector: a graph by the rules of DiskANN's Vamana (alpha 1.2), with levels above it as HNSW has.
///
/// - `f32`: the graph on the heap, exact scores of the vectors on the heap.
/// - `pq`: the graph in the file, scores of product-quantized vectors on the heap, a byte for each
///   four components; all candidates reranked by the exact vectors in the file.
public final class JVectorPeer implements Peer {

  /// The peer; loads nothing of JVector yet.
  public JVectorPeer() {}

  @Override
  public String name() {
    return "jvector";
  }

  @Override
  public List<String> configurations() {
    return List.of("f32", "pq");
  }

  @Override
  public boolean supports(Metric metric) {
    return switch (metric) {
      case L2, COSINE, INNER_PRODUCT -> true;
      case L1, HAMMING, JACCARD, CUSTOM -> false;
    };
  }

  @Override
  public Work prepare(String configuration, Task task, Path folder) {
    return switch (configuration) {
      case "f32" -> new JVectorF32Work(task, folder);
      case "pq" -> new JVectorPqWork(task, folder);
      default -> throw InvalidRequestException.of("configuration", "f32 or pq", configuration);
    };
  }
}
