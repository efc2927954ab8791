package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Scores int8 rows; sums are exact integers until they become a distance.
final class Int8Scorer extends RowScorer {

  private final Kernels kernels;
  private final short[] query;
  private float queryInverseNorm;

  Int8Scorer(Kernels kernels, VectorSpace space, Rows vectors, Rows inverseNorms) {
    super(space, vectors, inverseNorms);
    this.kernels = kernels;
    this.query = new short[length];
  }

  @Override
  void load(MemorySegment vector, long offset, float inverseNorm) {
    for (int i = 0; i < space.dimension(); i++) {
      query[i] = vector.get(ValueLayout.JAVA_BYTE, offset + i);
    }
    queryInverseNorm = inverseNorm;
  }

  @Override
  int scoreRaw(MemorySegment[] chunks, int[] ordinals, int count, float[] distances) {
    int touched = 0;
    float scale = space.metric() == Metric.COSINE ? queryInverseNorm : 1;
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[vectors.chunkIndex(ordinals[i])];
      long offset = vectors.chunkOffset(ordinals[i]);
      touched += touch(chunk, offset);
      distances[i] =
          switch (space.metric()) {
            case L2 -> kernels.squaredL2Int8(query, chunk, offset, length);
            case L1 -> kernels.l1Int8(query, chunk, offset, length);
            case COSINE, INNER_PRODUCT -> kernels.dotInt8(query, chunk, offset, length) * scale;
            case HAMMING, JACCARD, CUSTOM, HELLINGER, JEFFREYS, JENSEN_SHANNON ->
                throw new AssertionError(space.metric());
            case HAVERSINE, PEARSON, SORENSEN -> throw new AssertionError(space.metric());
          };
    }
    return touched;
  }
}
