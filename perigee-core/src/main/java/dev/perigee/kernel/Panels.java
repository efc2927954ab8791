package dev.perigee.kernel;

/// Vectors to be compared with many others, in the order matrix kernels read them: panels of 32
/// vectors, one component of all of them after the other. Owned by one thread; reused.
public final class Panels {

  private static final int ROWS = MatrixKernels.ROWS;
  private static final int COLUMNS = MatrixKernels.COLUMNS;

  private final MatrixKernels kernels = MatrixKernels.best();
  private final int dimension;
  private float[] panels = new float[0];
  private int count;

  /// @param dimension number of components
  public Panels(int dimension) {
    this.dimension = dimension;
  }

  /// Forgets the vectors and makes room for others.
  public void reset(int newCount) {
    count = newCount;
    int floats = panelCount() * COLUMNS * dimension;
    if (panels.length < floats) {
      panels = new float[floats];
    }
  }

  /// Number of columns of a product: the vectors, rounded up to whole panels.
  public int columns() {
    return panelCount() * COLUMNS;
  }

  /// Puts a vector in its place.
  ///
  /// @param vector its components, from index `at`
  public void set(int column, float[] vector, int at) {
    int target = column / COLUMNS * COLUMNS * dimension + column % COLUMNS;
    for (int i = 0; i < dimension; i++) {
      panels[target + i * COLUMNS] = vector[at + i];
    }
  }

  /// Inner products of rows with all vectors.
  ///
  /// @param rows `[rowCount x dimension]`, with room for `rowCount` rounded up to 4
  /// @param out receives `[rowCount x columns()]`, with room for `rowCount` rounded up to 4;
  ///   columns behind the last vector mean nothing
  public void dots(float[] rows, int rowCount, float[] out) {
    dots(rows, rowCount, 0, out);
  }

  /// The same with the vectors from a whole panel on; columns before it are left as they are.
  ///
  /// @param fromColumn first column, a multiple of [MatrixKernels#COLUMNS]
  public void dots(float[] rows, int rowCount, int fromColumn, float[] out) {
    int stride = columns();
    for (int panel = fromColumn / COLUMNS; panel < panelCount(); panel++) {
      for (int row = 0; row < rowCount; row += ROWS) {
        kernels.dots(
            rows,
            row * dimension,
            panels,
            panel * COLUMNS * dimension,
            dimension,
            out,
            row * stride + panel * COLUMNS,
            stride);
      }
    }
  }

  private int panelCount() {
    return (count + COLUMNS - 1) / COLUMNS;
  }
}
