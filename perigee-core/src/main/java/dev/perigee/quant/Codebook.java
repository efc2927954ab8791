package dev.perigee.quant;

import dev.perigee.kernel.FloatRows;
import dev.perigee.vector.Metric;
import java.util.Arrays;
import java.util.Objects;

/// What all codes of an index have in common: the mean that is subtracted, the rotation, the
/// centroids of sub-spaces where codes name such, and what the numbers beside a code mean.
///
/// Source: per-vector bounds after mean subtraction are those of LVQ (Aguerrebere et al.,
/// "Similarity search in the blink of an eye with compressed indices", VLDB 2023, section 3);
/// scaling the decoded vector so that its product with the original is the original's squared
/// length is the estimator of RaBitQ (Gao and Long, SIGMOD 2024, section 3.2), here for any number
/// of bits.
///
/// **The estimate.** With `m` the mean, `r = x - m`, `r'` the decoded vector scaled so that `r . r'
/// = r . r`, and `p = q - m`, the product `p . r` is estimated as `p . r'`. The error is that of
/// the part of `p` perpendicular to `r` alone, so it vanishes as the query comes near. The rest is
/// exact and kept beside each code as `constant`:
///
/// | metric | distance | constant |
/// |---|---|---|
/// | L2 | `p . p + r . r - 2 p . r` | `r . r` |
/// | COSINE, unit vectors | `(p . p + r . r) / 2 - p . r` | `r . r / 2` |
/// | INNER_PRODUCT | `-(q . m) - m . r - p . r` | `-(m . r)` |
///
/// `lower + step x u` is a component of `r'` times [#factor()]; with centroids, `step` times a
/// centroid's components is. Immutable, thread-safe.
public final class Codebook {

  private final CodeLayout layout;
  private final Metric metric;
  private final float[] mean;
  private final boolean rotated;
  private final long seed;
  private final Rotation rotation;
  private final Centroids centroids;

  /// A codebook of known parts, such as those of a file, for codes without centroids.
  ///
  /// @param metric L2, COSINE or INNER_PRODUCT
  /// @param mean what is subtracted from each vector; `layout.dimension()` floats
  /// @param rotated whether vectors are rotated after that
  /// @param seed of the rotation
  public Codebook(CodeLayout layout, Metric metric, float[] mean, boolean rotated, long seed) {
    this(layout, metric, mean, rotated, seed, null);
  }

  private Codebook(
      CodeLayout layout,
      Metric metric,
      float[] mean,
      boolean rotated,
      long seed,
      Centroids centroids) {
    this.layout = layout;
    this.metric = metric;
    this.mean = mean.clone();
    this.rotated = rotated;
    this.seed = seed;
    this.rotation = rotated ? new Rotation(layout.dimension(), seed) : null;
    this.centroids = centroids;
  }

  /// The same with centroids, for a layout of sub-spaces.
  ///
  /// @param values for each component its value in each centroid of its sub-space; kept
  public Codebook withCentroids(float[] values) {
    return new Codebook(layout, metric, mean, rotated, seed, new Centroids(layout, values));
  }

  /// Learns a codebook from vectors.
  ///
  /// @param rows the vectors
  /// @param count how many there are; a sample is read
  /// @param seed of the rotation, and of what is drawn from
  /// @param threads most that work on it; they do not change the outcome
  public static Codebook train(
      CodeLayout layout, Metric metric, FloatRows rows, int count, long seed, int threads) {
    return new CodebookTrainer(layout, metric, rows, count, seed, threads).train();
  }

  /// Bytes of memory off the heap that [#train] takes while it runs.
  public static long trainingBytes(CodeLayout layout, long count) {
    return CodebookTrainer.workingBytes(layout, count);
  }

  /// The same mean and rotation for codes of another kind, one without centroids.
  public Codebook withLayout(CodeLayout newLayout) {
    return new Codebook(newLayout, metric, mean, rotated, seed);
  }

  /// Where a code and its correction lie.
  public CodeLayout layout() {
    return layout;
  }

  /// The metric distances are estimated for.
  public Metric metric() {
    return metric;
  }

  /// A copy of the mean.
  public float[] mean() {
    return mean.clone();
  }

  /// For each component its value in each centroid of its sub-space; not to be changed. Empty where
  /// there are none.
  public float[] centroidValues() {
    return centroids == null ? new float[0] : centroids.values();
  }

  Centroids centroids() {
    return centroids;
  }

  /// Whether vectors are rotated.
  public boolean rotated() {
    return rotated;
  }

  /// Seed of the rotation.
  public long seed() {
    return seed;
  }

  /// What a product with the decoded vector is multiplied by in a distance.
  float factor() {
    return metric == Metric.L2 ? -2 : -1;
  }

  /// Turns a vector into what is coded: less the mean, then rotated.
  ///
  /// @param vector `dimension` floats, changed in place
  /// @return the product of the mean and what is left
  float centre(float[] vector) {
    int dimension = layout.dimension();
    double dot = 0;
    for (int i = 0; i < dimension; i++) {
      vector[i] -= mean[i];
    }
    if (metric == Metric.INNER_PRODUCT) {
      for (int i = 0; i < dimension; i++) {
        dot += (double) vector[i] * mean[i];
      }
    }
    if (rotation != null) {
      rotation.apply(vector);
    }
    return (float) dot;
  }

  /// The squared length of the mean.
  float meanSquared() {
    double sum = 0;
    for (float value : mean) {
      sum += (double) value * value;
    }
    return (float) sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Codebook book
        && layout.equals(book.layout)
        && metric == book.metric
        && rotated == book.rotated
        && seed == book.seed
        && Arrays.equals(mean, book.mean)
        && Objects.equals(centroids, book.centroids);
  }

  @Override
  public int hashCode() {
    return 31 * layout.hashCode() + Arrays.hashCode(mean);
  }
}
