package dev.perigee.bench.peer;

import dev.perigee.cli.bench.OpenIndex;
import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A graph in its mapped file, which holds the vectors beside the links, and its codes, if it has
/// any, on the heap, as JVector wants them.
final class JVectorOpenIndex implements OpenIndex {

  private final ReaderSupplier readers;
  private final OnDiskGraphIndex graph;
  private final PQVectors codes;
  private final List<VectorFloat<?>> queries;
  private final VectorSimilarityFunction similarity;

  private JVectorOpenIndex(
      ReaderSupplier readers,
      OnDiskGraphIndex graph,
      PQVectors codes,
      List<VectorFloat<?>> queries,
      VectorSimilarityFunction similarity) {
    this.readers = readers;
    this.graph = graph;
    this.codes = codes;
    this.queries = queries;
    this.similarity = similarity;
  }

  /// Opens what another process saved.
  static JVectorOpenIndex open(Peer.Saved saved) throws IOException {
    return open(
        saved.folder(),
        JVectorWork.vectors(FloatRows.read(saved.queries(), saved.metric())),
        JVectorWork.similarity(saved.metric()));
  }

  static JVectorOpenIndex open(
      Path folder, List<VectorFloat<?>> queries, VectorSimilarityFunction similarity)
      throws IOException {
    ReaderSupplier readers = ReaderSupplierFactory.open(folder.resolve(JVectorWork.GRAPH));
    return new JVectorOpenIndex(
        readers, OnDiskGraphIndex.load(readers), codes(folder), queries, similarity);
  }

  private static PQVectors codes(Path folder) throws IOException {
    Path file = folder.resolve(JVectorPqWork.CODES);
    if (!Files.exists(file)) {
      return null;
    }
    try (ReaderSupplier readers = ReaderSupplierFactory.open(file);
        RandomAccessReader reader = readers.get()) {
      return PQVectors.load(reader);
    }
  }

  @Override
  public Searcher client() {
    return new JVectorFileSearcher(graph, codes, queries, similarity);
  }

  /// The one client of this index, which closes it.
  Searcher onlyClient() {
    Searcher client = client();
    return new Searcher() {
      @Override
      public int[] search(int query, int width) throws IOException {
        return client.search(query, width);
      }

      @Override
      public void close() throws IOException {
        client.close();
        JVectorOpenIndex.this.close();
      }
    };
  }

  @Override
  public void close() throws IOException {
    graph.close();
    readers.close();
  }
}
