package dev.perigee.quant;

import dev.perigee.work.ParallelLoop;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Learns the centroids of each sub-space by Lloyd's iterations from a k-means++ start.
///
/// Source: Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007,
/// section 2.2. Each sub-space has a random generator of its own, so that the outcome does not
/// depend on the number of threads.
final class CentroidTrainer {

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final CodeLayout layout;
  private final MemorySegment sample;
  private final int rows;
  private final long seed;
  private final int iterations;
  private final int threads;

  /// @param sample centred vectors, f32, one behind the other
  /// @param rows how many there are, at least 1
  CentroidTrainer(
      CodeLayout layout, MemorySegment sample, int rows, long seed, int iterations, int threads) {
    this.layout = layout;
    this.sample = sample;
    this.rows = rows;
    this.seed = seed;
    this.iterations = iterations;
    this.threads = threads;
  }

  Centroids train() {
    float[] values = new float[layout.dimension() * layout.centroids()];
    ParallelLoop.run(
        threads,
        layout.subspaces(),
        1,
        () ->
            (from, to) -> {
              for (int subspace = from; subspace < to; subspace++) {
                new Subspace(subspace).train(values);
              }
            });
    return new Centroids(layout, values);
  }

  /// The sample's components in one sub-space, and its centroids so far.
  private final class Subspace {

    private final int first;
    private final int width;
    private final int count = layout.centroids();

    /// Row by row.
    private final float[] points;

    /// Component by component.
    private final float[] centroids;

    private final int[] assigned = new int[rows];
    private final float[] distances = new float[count];
    private final SplittableRandom random;

    Subspace(int subspace) {
      first = layout.firstComponent(subspace);
      width = layout.firstComponent(subspace + 1) - first;
      points = new float[rows * width];
      centroids = new float[count * width];
      random = new SplittableRandom(seed + subspace);
      for (int row = 0; row < rows; row++) {
        long at = ((long) row * layout.dimension() + first) * Float.BYTES;
        MemorySegment.copy(sample, FLOAT, at, points, row * width, width);
      }
    }

    void train(float[] values) {
      start();
      for (int i = 0; i < iterations; i++) {
        assign();
        moveToMeans();
      }
      System.arraycopy(centroids, 0, values, first * count, centroids.length);
    }

    /// Draws rows, each with a chance that is its squared distance from those drawn before.
    private void start() {
      float[] left = new float[rows];
      Arrays.fill(left, Float.POSITIVE_INFINITY);
      int drawn = random.nextInt(rows);
      for (int centroid = 0; centroid < count; centroid++) {
        take(drawn, centroid);
        drawn = draw(left, approach(drawn, left));
      }
    }

    private void take(int row, int centroid) {
      for (int i = 0; i < width; i++) {
        centroids[i * count + centroid] = points[row * width + i];
      }
    }

    /// Notes for each row how far the nearest of those drawn is.
    ///
    /// @return the sum
    private double approach(int drawn, float[] left) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        float squares = 0;
        for (int i = 0; i < width; i++) {
          float difference = points[row * width + i] - points[drawn * width + i];
          squares += difference * difference;
        }
        left[row] = Math.min(left[row], squares);
        sum += left[row];
      }
      return sum;
    }

    private int draw(float[] left, double sum) {
      double target = random.nextDouble() * sum;
      for (int row = 0; row < rows; row++) {
        target -= left[row];
        if (target < 0) {
          return row;
        }
      }
      return random.nextInt(rows); // every row is a centroid already
    }

    private void assign() {
      float[] halfSquares = new float[count];
      for (int i = 0; i < centroids.length; i++) {
        halfSquares[i % count] += centroids[i] * centroids[i] / 2;
      }
      for (int row = 0; row < rows; row++) {
        System.arraycopy(halfSquares, 0, distances, 0, count);
        for (int i = 0; i < width; i++) {
          Centroids.addScaled(centroids, i * count, -points[row * width + i], distances);
        }
        assigned[row] = Centroids.nearest(distances, count);
      }
    }

    /// A centroid that is nearest to nothing stays where it is.
    private void moveToMeans() {
      float[] sums = new float[centroids.length];
      int[] members = new int[count];
      for (int row = 0; row < rows; row++) {
        members[assigned[row]]++;
        for (int i = 0; i < width; i++) {
          sums[i * count + assigned[row]] += points[row * width + i];
        }
      }
      for (int i = 0; i < sums.length; i++) {
        if (members[i % count] > 0) {
          centroids[i] = sums[i] / members[i % count];
        }
      }
    }
  }
}
