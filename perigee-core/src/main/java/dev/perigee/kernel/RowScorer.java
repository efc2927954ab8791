package dev.perigee.kernel;

import dev.perigee.memory.Rows;
import dev.perigee.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Scores full-precision rows against a query that is set first: the caller's vector, or a row.
///
/// Owned by one thread at a time; reused from query to query so that a search allocates nothing.
///
/// **Mapped rows.** Behind the end of a file that was truncated after it was mapped, a vector load
/// would end the JVM. So one scalar load touches each page of a row before a kernel reads it; that
/// fails with an InternalError, which the caller of the search turns into a corruption error.
public abstract sealed class RowScorer implements QueryScorer
    permits F32Scorer, F16Scorer, Int8Scorer, BitScorer, DoubleScorer, CustomScorer {

  private static final int PAGE_BYTES = 4096;

  final VectorSpace space;
  final Rows vectors;
  final int length;
  private final Rows inverseNorms;
  private final int rowBytes;
  private final float[] oneDistance = new float[1];
  private final int[] oneOrdinal = new int[1];

  @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the loads
  private int touchSink;

  RowScorer(VectorSpace space, Rows vectors, Rows inverseNorms) {
    this.space = space;
    this.vectors = vectors;
    this.inverseNorms = inverseNorms;
    this.length = space.kernelLength();
    this.rowBytes = space.vectorBytes();
  }

  /// A scorer over rows of full-precision vectors.
  ///
  /// @param vectors rows of `space.strideBytes()` bytes
  /// @param inverseNorms one float for each row; null unless `space.needsNorms()`
  public static RowScorer create(VectorSpace space, Rows vectors, Rows inverseNorms) {
    return create(Kernels.best(), space, vectors, inverseNorms);
  }

  static RowScorer create(Kernels kernels, VectorSpace space, Rows vectors, Rows inverseNorms) {
    if (space.metric() == Metric.CUSTOM) {
      return new CustomScorer(space, vectors);
    }
    if (!hasKernel(space)) {
      return new DoubleScorer(space, vectors, inverseNorms);
    }
    return switch (space.elementType()) {
      case F32 -> new F32Scorer(kernels, space, vectors, inverseNorms);
      case F16 -> new F16Scorer(kernels, space, vectors, inverseNorms);
      case INT8 -> new Int8Scorer(kernels, space, vectors, inverseNorms);
      case BIT -> new BitScorer(kernels, space, vectors);
      case F64 -> throw new AssertionError("no kernel");
    };
  }

  /// Whether there are kernels for vectors of this type and metric.
  private static boolean hasKernel(VectorSpace space) {
    return switch (space.elementType()) {
      case F32, F16, INT8 -> space.metric().isOfInnerProducts() || space.metric() == Metric.L1;
      case BIT -> true;
      case F64 -> false;
    };
  }

  @Override
  public final void setQuery(MemorySegment vector, long offset, float inverseNorm) {
    load(vector, offset, inverseNorm);
  }

  @Override
  public final void setQueryRow(int ordinal) {
    vectors.check(ordinal);
    if (inverseNorms != null) {
      inverseNorms.check(ordinal);
    }
    MemorySegment chunk = vectors.chunk(ordinal);
    long offset = vectors.chunkOffset(ordinal);
    touchSink += touch(chunk, offset);
    load(chunk, offset, inverseNorms == null ? 1 : inverseNorm(inverseNorms.chunks(), ordinal));
  }

  /// The distance of one row to the query.
  public final float score(int ordinal) {
    oneOrdinal[0] = ordinal;
    score(oneOrdinal, 1, oneDistance);
    return oneDistance[0];
  }

  @Override
  public final void score(int[] ordinals, int count, float[] distances) {
    // learned after the ordinals, so that the chunks of rows added meanwhile are seen
    MemorySegment[] chunks = vectors.chunks();
    vectors.check(ordinals, count);
    touchSink += scoreRaw(chunks, ordinals, count, distances);
    finish(ordinals, count, distances);
    for (int i = 0; i < count; i++) {
      float distance = distances[i];
      distances[i] = Float.isNaN(distance) ? Float.POSITIVE_INFINITY : distance;
    }
  }

  /// Reads `space.vectorBytes()` bytes as the query.
  abstract void load(MemorySegment vector, long offset, float inverseNorm);

  /// Computes the raw kernel values and returns the sum of the bytes touched.
  abstract int scoreRaw(MemorySegment[] chunks, int[] ordinals, int count, float[] distances);

  /// Makes distances of raw kernel values.
  void finish(int[] ordinals, int count, float[] distances) {
    switch (space.metric()) {
      case COSINE -> finishCosine(ordinals, count, distances);
      case INNER_PRODUCT -> negate(count, distances);
      case L2, L1, HAMMING, JACCARD, CUSTOM, HELLINGER, JEFFREYS, JENSEN_SHANNON -> {}
      case HAVERSINE, PEARSON, SORENSEN -> {}
    }
  }

  /// Reads a byte of every page of a row; the sum must be used, lest the loads be dropped.
  final int touch(MemorySegment chunk, long offset) {
    int sum = chunk.get(ValueLayout.JAVA_BYTE, offset + rowBytes - 1);
    for (int at = 0; at < rowBytes; at += PAGE_BYTES) {
      sum += chunk.get(ValueLayout.JAVA_BYTE, offset + at);
    }
    return sum;
  }

  /// Copies floats to the front of a padded query.
  static void loadFloats(MemorySegment vector, long offset, int dimension, float[] query) {
    MemorySegment.copy(vector, Kernels.FLOAT, offset, query, 0, dimension);
    Arrays.fill(query, dimension, query.length, 0);
  }

  private void finishCosine(int[] ordinals, int count, float[] distances) {
    MemorySegment[] norms = inverseNorms.chunks();
    inverseNorms.check(ordinals, count);
    for (int i = 0; i < count; i++) {
      // rounding takes the cosine of a vector with itself a bit past 1
      distances[i] = Math.max(0, 1 - distances[i] * inverseNorm(norms, ordinals[i]));
    }
  }

  private float inverseNorm(MemorySegment[] norms, int ordinal) {
    return norms[inverseNorms.chunkIndex(ordinal)].get(
        Kernels.FLOAT, inverseNorms.chunkOffset(ordinal));
  }

  private static void negate(int count, float[] distances) {
    for (int i = 0; i < count; i++) {
      distances[i] = 0 - distances[i];
    }
  }
}
