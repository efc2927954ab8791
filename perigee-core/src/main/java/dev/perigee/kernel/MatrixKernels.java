package dev.perigee.kernel;

/// Products of small blocks of two matrices: the arithmetic of comparing many vectors with many.
///
/// The right side comes in *panels* of [#COLUMNS] vectors, one component of all of them after the
/// other, so that a register holds one component of many vectors. Implementations are stateless and
/// thread-safe.
public interface MatrixKernels {

  /// Vectors on the left side of one call.
  int ROWS = 4;

  /// Vectors of a panel.
  int COLUMNS = 32;

  /// Inner products of [#ROWS] vectors with the [#COLUMNS] of a panel.
  ///
  /// @param rows vectors one after another, from index `rowsAt`, `length` floats each
  /// @param panel `[length x 32]`, from index `panelAt`
  /// @param length number of components
  /// @param out receives row `r` from index `outAt + r x outStride`
  void dots(
      float[] rows,
      int rowsAt,
      float[] panel,
      int panelAt,
      int length,
      float[] out,
      int outAt,
      int outStride);

  /// Finds the values below a bound that all share, or below their own.
  ///
  /// @param values from index `at`, one for each bound
  /// @param bounds from index `from` to `to - 1` are looked at
  /// @param bound what all share; no bound is NaN
  /// @param found receives the indices of bounds, in order; at least `to - from` long
  /// @return how many
  int findBelow(float[] values, int at, float[] bounds, int from, int to, float bound, int[] found);

  /// The fastest kernels this JVM can run.
  static MatrixKernels best() {
    return KernelChoice.BEST_FOR_MATRICES;
  }
}
