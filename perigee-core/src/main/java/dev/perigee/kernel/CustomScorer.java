package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Hands rows to the caller's own distance function. Allocates a slice for each row: the slower
/// path.
final class CustomScorer extends RowScorer {

  private final MemorySegment query;
  private final MemorySegment queryView;
  private MemorySegment[] slices = new MemorySegment[64];

  CustomScorer(VectorSpace space, Rows vectors) {
    super(space, vectors, null);
    this.query = Arena.ofAuto().allocate(space.vectorBytes(), 64);
    this.queryView = query.asReadOnly();
  }

  @Override
  void load(MemorySegment vector, long offset, float inverseNorm) {
    MemorySegment.copy(vector, offset, query, 0, space.vectorBytes());
  }

  @Override
  int scoreRaw(MemorySegment[] chunks, int[] ordinals, int count, float[] distances) {
    int touched = 0;
    if (slices.length < count) {
      slices = new MemorySegment[count];
    }
    for (int i = 0; i < count; i++) {
      MemorySegment chunk = chunks[vectors.chunkIndex(ordinals[i])];
      long offset = vectors.chunkOffset(ordinals[i]);
      touched += touch(chunk, offset);
      slices[i] = chunk.asSlice(offset, space.vectorBytes()).asReadOnly();
    }
    space.distanceFunction().distances(queryView, slices, count, distances);
    return touched;
  }
}
