package dev.perigee.index;

import dev.perigee.testkit.VectorData;
import dev.perigee.vector.ElementType;
import java.util.Random;

/// Clusters far apart, of the same size, whose rows take turns: links lead from one to another by
/// chance alone, and inside of one all vectors are about equally near.
final class SeparatedClusters {

  private static final float SPREAD = 0.3f;

  private SeparatedClusters() {}

  static VectorData of(int count, int dimension, int clusters) {
    float[][] centres = new float[clusters][];
    for (int cluster = 0; cluster < clusters; cluster++) {
      centres[cluster] = gaussian(dimension, new Random(cluster));
    }
    Random random = new Random(4242);
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = gaussian(dimension, random);
      for (int j = 0; j < dimension; j++) {
        rows[i][j] = centres[i % clusters][j] + SPREAD * rows[i][j];
      }
    }
    return VectorData.of(rows, ElementType.F32);
  }

  private static float[] gaussian(int dimension, Random random) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
