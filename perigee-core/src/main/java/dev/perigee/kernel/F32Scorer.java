package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;

/// Scores single-precision rows, four at a time where the metric has a kernel for four.
final class F32Scorer extends RowScorer {

  private final Kernels kernels;
  private final float[] query;
  private final FourRows four = new FourRows();

  F32Scorer(Kernels kernels, VectorSpace space, Rows vectors, Rows inverseNorms) {
    super(space, vectors, inverseNorms);
    this.kernels = kernels;
    this.query = new float[length];
  }

  @Override
  void load(MemorySegment vector, long offset, float inverseNorm) {
    loadFloats(vector, offset, space.dimension(), query);
    if (inverseNorm != 1) {
      for (int i = 0; i < query.length; i++) {
        query[i] *= inverseNorm;
      }
    }
  }

  @Override
  int scoreRaw(MemorySegment[] chunks, int[] ordinals, int count, float[] distances) {
    int touched = 0;
    int i = 0;
    if (space.metric() != Metric.L1) {
      boolean l2 = space.metric() == Metric.L2;
      for (; i < count - 3; i += 4) {
        touched += locate(chunks, ordinals, i);
        if (l2) {
          kernels.squaredL2F32x4(query, four, length, distances, i);
        } else {
          kernels.dotF32x4(query, four, length, distances, i);
        }
      }
    }
    for (; i < count; i++) {
      MemorySegment chunk = chunks[vectors.chunkIndex(ordinals[i])];
      long offset = vectors.chunkOffset(ordinals[i]);
      touched += touch(chunk, offset);
      distances[i] =
          switch (space.metric()) {
            case L2 -> kernels.squaredL2F32(query, chunk, offset, length);
            case L1 -> kernels.l1F32(query, chunk, offset, length);
            case COSINE, INNER_PRODUCT -> kernels.dotF32(query, chunk, offset, length);
            case HAMMING, JACCARD, CUSTOM, HELLINGER, JEFFREYS, JENSEN_SHANNON ->
                throw new AssertionError(space.metric());
            case HAVERSINE, PEARSON, SORENSEN -> throw new AssertionError(space.metric());
          };
    }
    return touched;
  }

  private int locate(MemorySegment[] chunks, int[] ordinals, int from) {
    four.a = chunks[vectors.chunkIndex(ordinals[from])];
    four.b = chunks[vectors.chunkIndex(ordinals[from + 1])];
    four.c = chunks[vectors.chunkIndex(ordinals[from + 2])];
    four.d = chunks[vectors.chunkIndex(ordinals[from + 3])];
    four.offsetA = vectors.chunkOffset(ordinals[from]);
    four.offsetB = vectors.chunkOffset(ordinals[from + 1]);
    four.offsetC = vectors.chunkOffset(ordinals[from + 2]);
    four.offsetD = vectors.chunkOffset(ordinals[from + 3]);
    return touch(four.a, four.offsetA)
        + touch(four.b, four.offsetB)
        + touch(four.c, four.offsetC)
        + touch(four.d, four.offsetD);
  }
}
