package dev.perigee.bench.peer;

import dev.perigee.cli.bench.OpenIndex;
import dev.perigee.cli.bench.Peer;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// JVector: a graph by the rules of DiskANN's Vamana (alpha 1.2), with levels above it as HNSW has.
///
/// - `f32`: the graph on the heap, exact scores of the vectors on the heap.
/// - `pq`: the graph in the file, scores of product-quantized vectors on the heap, a byte for each
///   four components; all candidates reranked by the exact vectors in the file. `pq8`, `pq16` and
///   `pq32` have a byte for each 8, 16 and 32 components, for where memory is short.
///
/// Reopened under a memory limit, `f32` too is in its file: it walks on the mapped vectors.
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
  public List<String> furtherConfigurations() {
    return List.of("pq8", "pq16", "pq32");
  }

  @Override
  public boolean supports(Metric metric) {
    return metric.isOfInnerProducts();
  }

  @Override
  public Work prepare(String configuration, Task task, Path folder) {
    return configuration.equals("f32")
        ? new JVectorF32Work(task, folder)
        : new JVectorPqWork(configuration, componentsPerByte(configuration), task, folder);
  }

  @Override
  public OpenIndex reopen(String configuration, Saved saved) throws IOException {
    return JVectorOpenIndex.open(saved);
  }

  /// The codes; the graph and the vectors are mapped.
  @Override
  public long heldBytes(String configuration, long count, int dimension) {
    return configuration.equals("f32")
        ? 0
        : count * JVectorPqWork.codeBytes(dimension, componentsPerByte(configuration));
  }

  private static int componentsPerByte(String configuration) {
    return switch (configuration) {
      case "pq" -> 4;
      case "pq8" -> 8;
      case "pq16" -> 16;
      case "pq32" -> 32;
      default -> throw InvalidRequestException.of("configuration", "f32 or pq", configuration);
    };
  }
}
