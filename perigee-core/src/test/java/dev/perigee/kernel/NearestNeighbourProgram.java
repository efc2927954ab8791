package dev.perigee.kernel;

import dev.perigee.index.Hit;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.util.List;
import java.util.SplittableRandom;

/// A program of its own that indexes random vectors, half of them by way of another index, and
/// prints which kernels it ran on, then the id nearest to each query, one a line.
///
/// Whoever starts it makes the same vectors again to know what should come out.
final class NearestNeighbourProgram {

  static final int COUNT = 500;
  static final int QUERIES = 20;
  static final int DIMENSION = 32;
  static final long VECTOR_SEED = 20_250_707;
  static final long QUERY_SEED = 20_250_708;

  private NearestNeighbourProgram() {}

  public static void main(String[] arguments) {
    float[][] vectors = vectors(VECTOR_SEED, COUNT);
    try (IndexBuilder builder = builder(vectors, 0, COUNT / 2);
        IndexBuilder more = builder(vectors, COUNT / 2, COUNT);
        VectorIndex added = more.toIndex()) {
      builder.addAll(added);
      try (VectorIndex index = builder.toIndex()) {
        System.out.println(Kernels.best().name());
        float[][] queries = vectors(QUERY_SEED, QUERIES);
        SearchOptions nearest = SearchOptions.nearest(1);
        List<SearchResult> together = index.searchAll(queries, nearest, 2);
        for (int i = 0; i < QUERIES; i++) {
          List<Hit> hits = index.search(queries[i], nearest).hits();
          if (!hits.equals(together.get(i).hits())) {
            throw new AssertionError("query " + i + ": " + hits + ", not " + together.get(i));
          }
          System.out.println(hits.getFirst().id());
        }
      }
    }
  }

  private static IndexBuilder builder(float[][] vectors, int from, int to) {
    IndexBuilder builder = VectorIndex.builder(IndexOptions.of(DIMENSION, Metric.L2));
    for (int i = from; i < to; i++) {
      builder.add(id(i), vectors[i]);
    }
    return builder;
  }

  static long id(int row) {
    return 1_000_000_007L * (row + 1);
  }

  static float[][] vectors(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] vectors = new float[count][DIMENSION];
    for (float[] vector : vectors) {
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) random.nextGaussian();
      }
    }
    return vectors;
  }
}
