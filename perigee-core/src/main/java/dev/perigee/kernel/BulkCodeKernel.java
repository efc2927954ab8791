package dev.perigee.kernel;

import java.lang.foreign.MemorySegment;

/// Scores a batch of codes that lie in rows of one stride, `constant f32, lower f32, step f32`
/// behind each. An instance is made for one size of code and row, see [CodeKernelFactory].
/// Stateless, thread-safe.
public interface BulkCodeKernel {

  /// Bytes of the three floats behind a code.
  int CORRECTION_BYTES = 12;

  /// Computes distances.
  ///
  /// @param chunks of the rows: row `r` is in chunk `r >>> chunkShift`, at `(r & chunkMask)`
  ///   strides
  /// @param ordinals rows to score
  /// @param count how many
  /// @param distances receives `count` distances; not a number where the correction is not
  /// @return a sum of bytes read, to be used lest the reads be dropped
  int score(
      CodeQuery query,
      MemorySegment[] chunks,
      int chunkShift,
      int chunkMask,
      int[] ordinals,
      int count,
      float[] distances);

  /// Says that much is to be scored soon: what must be compiled for that may be compiled now, on a
  /// thread of its own.
  default void prepare() {}
}
