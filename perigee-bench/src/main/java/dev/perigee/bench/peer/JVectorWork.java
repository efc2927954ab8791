package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Peer;
import dev.perigee.vector.Metric;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/// What all configurations of JVector share: the vectors, the graph, its file.
abstract class JVectorWork implements Peer.Work {

  /// Neighbours that a search is asked for.
  static final int NEAREST = 10;

  /// The file of the graph.
  static final String GRAPH = "graph";

  private static final float ALPHA = 1.2f;
  private static final float NEIGHBOUR_OVERFLOW = 1.2f;
  private static final boolean HIERARCHY = true;
  private static final boolean REFINE = true;

  final VectorSimilarityFunction similarity;
  final RandomAccessVectorValues base;
  final List<VectorFloat<?>> queries;
  final Path file;
  final ForkJoinPool pool;
  private final String configuration;
  private final int degree;
  private final int efConstruction;
  private ImmutableGraphIndex graph;

  JVectorWork(String configuration, Peer.Task task, Path folder) {
    this.configuration = configuration;
    similarity = similarity(task.metric());
    base =
        new ListRandomAccessVectorValues(
            vectors(FloatRows.read(task.base(), task.metric())), task.base().dimension());
    queries = vectors(FloatRows.read(task.queries(), task.metric()));
    // A level here holds as many links as level 0 of HNSW.
    degree = 2 * task.m();
    efConstruction = task.efConstruction();
    pool = new ForkJoinPool(task.threads());
    file = folder.resolve(GRAPH);
  }

  static VectorSimilarityFunction similarity(Metric metric) {
    return metric == Metric.L2
        ? VectorSimilarityFunction.EUCLIDEAN
        : VectorSimilarityFunction.DOT_PRODUCT;
  }

  static List<VectorFloat<?>> vectors(float[][] rows) {
    VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
    List<VectorFloat<?>> vectors = new ArrayList<>(rows.length);
    for (float[] row : rows) {
      vectors.add(types.createFloatVector(row));
    }
    return vectors;
  }

  @Override
  public final String label() {
    return "M=" + degree + " efC=" + efConstruction + " " + configuration;
  }

  @Override
  @SuppressWarnings("deprecation") // what replaces it takes levels and refining from JMX settings
  public void build() throws IOException {
    BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(base, similarity);
    try (GraphIndexBuilder builder =
        new GraphIndexBuilder(
            scores,
            base.dimension(),
            degree,
            efConstruction,
            NEIGHBOUR_OVERFLOW,
            ALPHA,
            HIERARCHY,
            REFINE,
            pool,
            pool)) {
      graph = builder.build(base);
    }
  }

  @Override
  public void save() throws IOException {
    OnDiskGraphIndex.write(graph, base, file);
  }

  /// The graph on the heap.
  final ImmutableGraphIndex graph() {
    return graph;
  }

  static int[] rows(SearchResult result) {
    SearchResult.NodeScore[] nodes = result.getNodes();
    int[] rows = new int[nodes.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = nodes[i].node;
    }
    return rows;
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
