package dev.perigee.index;

import dev.perigee.kernel.Kernels;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.kernel.RowScorer;
import dev.perigee.memory.Rows;
import dev.perigee.segment.RowReads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Scores vectors that are read from the file first, a batch at a time.
final class ReadingScorer implements QueryScorer {

  private static final int BATCH_MAX = 256;
  private static final int BATCH_BYTES_MAX = 1 << 20;
  private static final int BATCH_MIN = 16;

  private final RowReads reads;
  private final Rows inverseNorms;
  private final MemorySegment batch;
  private final MemorySegment batchNorms;
  private final RowScorer scorer;
  private final int batchRows;
  private final int[] places;
  private final float[] placeDistances;
  private long rowsRead;
  private long nanosRead;

  /// @param data an index whose vectors are read
  ReadingScorer(IndexData data) {
    reads = data.reads();
    inverseNorms = data.inverseNorms();
    int stride = data.space().strideBytes();
    batchRows = Math.clamp(BATCH_BYTES_MAX / stride, BATCH_MIN, BATCH_MAX);
    // owned by the garbage collector, as the context is that the scorer belongs to
    batch = Arena.ofAuto().allocate((long) batchRows * stride, 64);
    batchNorms = Arena.ofAuto().allocate((long) batchRows * Float.BYTES, Float.BYTES);
    Rows norms = inverseNorms == null ? null : Rows.over(batchNorms, Float.BYTES, "memory", 0);
    scorer = RowScorer.create(data.space(), Rows.over(batch, stride, "memory", 0), norms);
    places = new int[batchRows];
    for (int i = 0; i < batchRows; i++) {
      places[i] = i;
    }
    placeDistances = new float[batchRows];
  }

  @Override
  public void setQuery(MemorySegment vector, long offset, float inverseNorm) {
    rowsRead = 0;
    nanosRead = 0;
    scorer.setQuery(vector, offset, inverseNorm);
  }

  @Override
  public void setQueryRow(int ordinal) {
    rowsRead = 0;
    nanosRead = 0;
    read(new int[] {ordinal}, 0, 1);
    scorer.setQueryRow(0);
  }

  @Override
  public void score(int[] ordinals, int count, float[] distances) {
    for (int from = 0; from < count; from += batchRows) {
      int rows = Math.min(batchRows, count - from);
      read(ordinals, from, rows);
      scorer.score(places, rows, placeDistances);
      System.arraycopy(placeDistances, 0, distances, from, rows);
    }
  }

  private void read(int[] ordinals, int from, int rows) {
    long start = System.nanoTime();
    reads.read(ordinals, from, rows, batch);
    nanosRead += System.nanoTime() - start;
    rowsRead += rows;
    for (int i = 0; i < rows && inverseNorms != null; i++) {
      int ordinal = ordinals[from + i];
      inverseNorms.check(ordinal);
      float norm =
          inverseNorms.chunk(ordinal).get(Kernels.FLOAT, inverseNorms.chunkOffset(ordinal));
      batchNorms.set(Kernels.FLOAT, (long) i * Float.BYTES, norm);
    }
  }

  /// Vectors read since the query was set.
  long rowsRead() {
    return rowsRead;
  }

  /// Time spent in waiting for them.
  long nanosRead() {
    return nanosRead;
  }
}
