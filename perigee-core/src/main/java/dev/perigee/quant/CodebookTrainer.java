package dev.perigee.quant;

import dev.perigee.kernel.FloatRows;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Learns a codebook from a sample that is spread evenly over the rows.
///
/// Whether a rotation helps depends on the data: it evens out components of very different
/// variance, which is what coarse codes need, and takes from components that many vectors share. So
/// both ways are tried on a smaller sample and the one that loses less is kept.
final class CodebookTrainer {

  private static final int MEAN_SAMPLE_MAX = 50_000;
  private static final int ERROR_SAMPLE_MAX = 512;
  private static final int ROTATED_DIMENSION_MIN = 8;

  /// Rows for each centroid, and iterations, that centroids are learnt from.
  private static final int CENTROID_SAMPLE = 64;

  /// Of the sample that centroids are learnt from, where it has rows for each of them all the same.
  private static final long SAMPLE_BYTES_MAX = 32L << 20;

  private static final int ITERATIONS = 12;

  /// The same where it is only to be seen whether a rotation helps.
  private static final int CENTROID_SAMPLE_TRIED = 8;

  private static final int ITERATIONS_TRIED = 4;

  /// A rotation costs time for each query, so it has to earn this share of the error.
  private static final double ROTATION_GAIN_MIN = 0.15;

  private final CodeLayout layout;
  private final Metric metric;
  private final FloatRows rows;
  private final int count;
  private final long seed;
  private final int threads;

  CodebookTrainer(
      CodeLayout layout, Metric metric, FloatRows rows, int count, long seed, int threads) {
    this.layout = layout;
    this.metric = metric;
    this.rows = rows;
    this.count = count;
    this.seed = seed;
    this.threads = threads;
  }

  Codebook train() {
    float[] mean = mean();
    Codebook plain = new Codebook(layout, metric, mean, false, seed);
    boolean mayRotate = layout.dimension() >= ROTATED_DIMENSION_MIN && count > 1;
    boolean rotate = mayRotate && isWorthRotating(plain, mean);
    Codebook chosen = rotate ? new Codebook(layout, metric, mean, true, seed) : plain;
    return withCentroids(chosen, CENTROID_SAMPLE, ITERATIONS);
  }

  private boolean isWorthRotating(Codebook plain, float[] mean) {
    Codebook rotated = new Codebook(layout, metric, mean, true, seed);
    double with = meanError(withCentroids(rotated, CENTROID_SAMPLE_TRIED, ITERATIONS_TRIED));
    double without = meanError(withCentroids(plain, CENTROID_SAMPLE_TRIED, ITERATIONS_TRIED));
    return with < (1 - ROTATION_GAIN_MIN) * without;
  }

  /// Learns the centroids, where codes name such.
  ///
  /// @param each rows of the sample for each centroid
  private Codebook withCentroids(Codebook book, int each, int iterations) {
    if (!layout.kind().isProduct()) {
      return book;
    }
    int sample = sampleRows(layout, count, each);
    int dimension = layout.dimension();
    if (sample == 0) {
      return book.withCentroids(new float[dimension * layout.centroids()]);
    }
    try (Arena arena = Arena.ofShared()) {
      MemorySegment vectors = arena.allocate((long) sample * dimension * Float.BYTES, 64);
      float[] vector = new float[dimension];
      for (int i = 0; i < sample; i++) {
        rows.read(sampled(i, sample), vector, 0);
        book.centre(vector);
        long at = (long) i * dimension * Float.BYTES;
        MemorySegment.copy(vector, 0, vectors, ValueLayout.JAVA_FLOAT, at, dimension);
      }
      Centroids learnt =
          new CentroidTrainer(layout, vectors, sample, seed, iterations, threads).train();
      return book.withCentroids(learnt.values());
    }
  }

  private static int sampleRows(CodeLayout layout, long count, int each) {
    long rowBytes = (long) layout.dimension() * Float.BYTES;
    long rows = Math.min((long) each * layout.centroids(), SAMPLE_BYTES_MAX / rowBytes);
    long rowsMin = (long) CENTROID_SAMPLE_TRIED * layout.centroids();
    return (int) Math.min(count, Math.max(rows, rowsMin));
  }

  /// Bytes of memory off the heap that learning takes.
  static long workingBytes(CodeLayout layout, long count) {
    return layout.kind().isProduct()
        ? (long) sampleRows(layout, count, CENTROID_SAMPLE) * layout.dimension() * Float.BYTES
        : 0;
  }

  private float[] mean() {
    int sample = Math.min(count, MEAN_SAMPLE_MAX);
    double[] sums = new double[layout.dimension()];
    float[] vector = new float[layout.dimension()];
    for (int i = 0; i < sample; i++) {
      rows.read(sampled(i, sample), vector, 0);
      for (int j = 0; j < sums.length; j++) {
        sums[j] += vector[j];
      }
    }
    float[] mean = new float[sums.length];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = (float) (sums[j] / Math.max(1, sample));
    }
    return mean;
  }

  private double meanError(Codebook codebook) {
    int sample = Math.min(count, ERROR_SAMPLE_MAX);
    CodeEncoder encoder = new CodeEncoder(codebook);
    float[] vector = new float[layout.dimension()];
    double sum = 0;
    for (int i = 0; i < sample; i++) {
      rows.read(sampled(i, sample), vector, 0);
      sum += encoder.relativeError(vector);
    }
    return sum / sample;
  }

  private int sampled(int index, int sample) {
    return (int) ((long) index * count / sample);
  }
}
