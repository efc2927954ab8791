package dev.perigee.bench.peer;

import dev.perigee.cli.bench.Searcher;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.util.List;

/// Walks a graph in its file, on codes on the heap, and reranks by the vectors in the file; without
/// codes it walks on those vectors.
final class JVectorFileSearcher implements Searcher {

  private final PQVectors codes;
  private final List<VectorFloat<?>> queries;
  private final VectorSimilarityFunction similarity;
  private final GraphSearcher searcher;
  private final OnDiskGraphIndex.View view;

  /// @param graph stays open
  /// @param codes null to do without
  JVectorFileSearcher(
      OnDiskGraphIndex graph,
      PQVectors codes,
      List<VectorFloat<?>> queries,
      VectorSimilarityFunction similarity) {
    this.codes = codes;
    this.queries = queries;
    this.similarity = similarity;
    this.searcher = new GraphSearcher(graph);
    this.view = (OnDiskGraphIndex.View) searcher.getView();
  }

  @Override
  public int[] search(int query, int width) {
    VectorFloat<?> vector = queries.get(query);
    ScoreFunction.ExactScoreFunction exact = view.rerankerFor(vector, similarity);
    SearchScoreProvider scores =
        codes == null
            ? new DefaultSearchScoreProvider(exact)
            : new DefaultSearchScoreProvider(
                codes.precomputedScoreFunctionFor(vector, similarity), exact);
    return JVectorWork.rows(searcher.search(scores, JVectorWork.NEAREST, width, 0, 0, Bits.ALL));
  }

  @Override
  public void close() throws IOException {
    searcher.close();
  }
}
