package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Scores rows of bits, 64 at a time.
final class BitScorer extends RowScorer {

  private final Kernels kernels;
  private final long[] query;

  BitScorer(Kernels kernels, VectorSpace space, Rows vectors) {
    super(space, vectors, null);
    this.kernels = kernels;
    this.query = new long[length];
  }

  @Override
  void load(MemorySegment vector, long offset, float inverseNorm) {
    Arrays.fill(query, 0);
    for (int i = 0; i < space.vectorBytes(); i++) {
      long bits = vector.get(ValueLayout.JAVA_BYTE, offset + i) & 0xffL;
      query[i >>> 3] |= bits << ((i & 7) << 3);
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
          space.metric() == Metric.HAMMING
              ? kernels.hamming(query, chunk, offset, length)
              : ofSets(kernels.intersectionAndUnion(query, chunk, offset, length));
    }
    return touched;
  }

  private float ofSets(long intersectionAndUnion) {
    int union = (int) intersectionAndUnion;
    int intersection = (int) (intersectionAndUnion >>> 32);
    if (union == 0) {
      return 0;
    }
    return space.metric() == Metric.JACCARD
        ? 1 - (float) intersection / union
        : 1 - 2f * intersection / (union + intersection);
  }
}
