package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.disk.SimpleWriter;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Path;

/// JVector with product quantization: a byte for each four components leads the walk, the vectors
/// in the file decide.
final class JVectorPqWork extends JVectorWork {

  private static final int COMPONENTS_PER_CODE = 4;
  private static final int CLUSTERS = 256;

  private final Path codesFile;
  private PQVectors codes;

  JVectorPqWork(Peer.Task task, Path folder) {
    super("pq", task, folder);
    codesFile = folder.resolve("codes");
  }

  @Override
  public void build() throws IOException {
    int subspaces = Math.max(1, base.dimension() / COMPONENTS_PER_CODE);
    boolean centred = similarity == VectorSimilarityFunction.EUCLIDEAN;
    ProductQuantization quantizer = ProductQuantization.compute(base, subspaces, CLUSTERS, centred);
    codes = quantizer.encodeAll(base, pool);
    super.build();
  }

  @Override
  public void save() throws IOException {
    super.save();
    try (SimpleWriter writer = new SimpleWriter(codesFile)) {
      codes.write(writer, OnDiskGraphIndex.CURRENT_VERSION);
    }
  }

  @Override
  public Searcher open() throws IOException {
    ReaderSupplier readers = ReaderSupplierFactory.open(file);
    return new FileSearcher(readers, OnDiskGraphIndex.load(readers), loadCodes());
  }

  private PQVectors loadCodes() throws IOException {
    try (ReaderSupplier readers = ReaderSupplierFactory.open(codesFile);
        RandomAccessReader reader = readers.get()) {
      return PQVectors.load(reader);
    }
  }

  private final class FileSearcher implements Searcher {
    private final ReaderSupplier readers;
    private final OnDiskGraphIndex opened;
    private final PQVectors openedCodes;
    private final GraphSearcher searcher;
    private final OnDiskGraphIndex.View view;

    FileSearcher(ReaderSupplier readers, OnDiskGraphIndex opened, PQVectors openedCodes) {
      this.readers = readers;
      this.opened = opened;
      this.openedCodes = openedCodes;
      this.searcher = new GraphSearcher(opened);
      this.view = (OnDiskGraphIndex.View) searcher.getView();
    }

    @Override
    public int[] search(int query, int width) {
      VectorFloat<?> vector = queries.get(query);
      SearchScoreProvider scores =
          new DefaultSearchScoreProvider(
              openedCodes.precomputedScoreFunctionFor(vector, similarity),
              view.rerankerFor(vector, similarity));
      return rows(searcher.search(scores, NEAREST, width, 0, 0, Bits.ALL));
    }

    @Override
    public void close() throws IOException {
      searcher.close();
      opened.close();
      readers.close();
    }
  }
}
