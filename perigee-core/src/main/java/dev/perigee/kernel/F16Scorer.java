package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import java.lang.foreign.MemorySegment;

/// Scores half-precision rows against a query widened to single precision once.
final class F16Scorer extends RowScorer {

  private final Kernels kernels;
  private final float[] query;

  F16Scorer(Kernels kernels, VectorSpace space, Rows vectors, Rows inverseNorms) {
    super(space, vectors, inverseNorms);
    this.kernels = kernels;
    this.query = new float[length];
  }

  @Override
  void load(MemorySegment vector, long offset, float inverseNorm) {
    for (int i = 0; i < space.dimension(); i++) {
      query[i] = Float.float16ToFloat(vector.get(Kernels.SHORT, offset + 2L * i)) * inverseNorm;
    }
  }

  @Override
  int scoreRaw(MemorySegment[] chunks, int[] ordinals, int count, float[] distances) {
    int touched = 0;
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[vectors.chunkIndex(ordinals[i])];
      long offset = vectors.chunkOffset(ordinals[i]);
      touched += touch(chunk, offset);
      distances[i] =
          switch (space.metric()) {
            case L2 -> kernels.squaredL2F16(query, chunk, offset, length);
            case L1 -> kernels.l1F16(query, chunk, offset, length);
            case COSINE, INNER_PRODUCT -> kernels.dotF16(query, chunk, offset, length);
            case HAMMING, JACCARD, CUSTOM, HELLINGER, JEFFREYS, JENSEN_SHANNON ->
                throw new AssertionError(space.metric());
            case HAVERSINE, PEARSON, SORENSEN -> throw new AssertionError(space.metric());
          };
    }
    return touched;
  }
}
