package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Peer;
import dev.perigee.cli.bench.Searcher;
import io.github.jbellis.jvector.disk.SimpleWriter;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import java.io.IOException;
import java.nio.file.Path;

/// JVector with product quantization: a byte for each few components leads the walk, the vectors in
/// the file decide.
final class JVectorPqWork extends JVectorWork {

  /// The file of the codes.
  static final String CODES = "codes";

  private static final int CLUSTERS = 256;

  private final Path folder;
  private final int componentsPerByte;
  private PQVectors codes;

  /// @param componentsPerByte how many components a byte of a code stands for
  JVectorPqWork(String configuration, int componentsPerByte, Peer.Task task, Path folder) {
    super(configuration, task, folder);
    this.folder = folder;
    this.componentsPerByte = componentsPerByte;
  }

  /// Bytes of a code.
  static int codeBytes(int dimension, int componentsPerByte) {
    return Math.max(1, dimension / componentsPerByte);
  }

  @Override
  public void build() throws IOException {
    int subspaces = codeBytes(base.dimension(), componentsPerByte);
    boolean centred = similarity == VectorSimilarityFunction.EUCLIDEAN;
    ProductQuantization quantizer = ProductQuantization.compute(base, subspaces, CLUSTERS, centred);
    codes = quantizer.encodeAll(base, pool);
    super.build();
  }

  @Override
  public void save() throws IOException {
    super.save();
    try (SimpleWriter writer = new SimpleWriter(folder.resolve(CODES))) {
      codes.write(writer, OnDiskGraphIndex.CURRENT_VERSION);
    }
  }

  @Override
  public Searcher open() throws IOException {
    return JVectorOpenIndex.open(folder, queries, similarity).onlyClient();
  }
}
