package dev.perigee.kernel;

import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.util.SplittableRandom;

/// A program of its own that indexes random vectors and prints which kernels it ran on, then the id
/// nearest to each query, one a line.
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
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(DIMENSION, Metric.L2))) {
      for (int i = 0; i < COUNT; i++) {
        builder.add(id(i), vectors[i]);
      }
      try (VectorIndex index = builder.toIndex()) {
        System.out.println(Kernels.best().name());
        for (float[] query : vectors(QUERY_SEED, QUERIES)) {
          System.out.println(index.search(query, SearchOptions.nearest(1)).hits().get(0).id());
        }
      }
    }
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
