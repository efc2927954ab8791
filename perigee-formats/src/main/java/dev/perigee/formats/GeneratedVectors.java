package dev.perigee.formats;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.LittleEndian;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// Vectors that are computed instead of read. A row depends on the seed and its number alone, so
/// any part of a set can be made again, in any order, in constant memory.
///
/// Safe for several threads.
public final class GeneratedVectors implements VectorSource {

  /// How rows are distributed.
  public enum Distribution {
    /// Each component independently a multiple of 0.001 in [0, 1): no structure, the hardest for
    /// graphs.
    UNIFORM1000,
    /// Real-like: 256 clusters of different sizes, inside each a cloud of few dimensions and a
    /// little noise.
    CLUSTERED,
    /// As hard for a graph as embeddings of texts: unit vectors of overlapping topics. With 100,000
    /// rows x 768 of seed 42, hnswlib (M 16, efConstruction 200) has recall@10 0.972 at ef 64; with
    /// 100,000 embeddings of one-line texts (all-MiniLM-L6-v2, 384 dimensions) 0.968.
    EMBEDDINGS
  }

  private static final int CLUSTERS = 256;
  private static final int LATENT_MAX = 16;
  private static final float SPREAD = 0.9f;
  private static final float NOISE = 0.25f;
  private static final long ROW_GAMMA = 0x9e3779b97f4a7c15L;

  private final Distribution distribution;
  private final long firstRow;
  private final long count;
  private final int dimension;
  private final long seed;
  private final float[][] centres;
  private final float[][] directions;
  private final EmbeddingRows embeddings;

  /// Rows `0` to `count - 1` of a set.
  ///
  /// @param count number of rows, not negative
  /// @param dimension number of components, 1 to 65,536
  /// @param seed the set
  public GeneratedVectors(Distribution distribution, long count, int dimension, long seed) {
    this(distribution, 0, count, dimension, seed);
  }

  private GeneratedVectors(
      Distribution distribution, long firstRow, long count, int dimension, long seed) {
    if (count < 0) {
      throw InvalidRequestException.of("count", "0 or more", count);
    }
    if (dimension < 1 || dimension > 65_536) {
      throw InvalidRequestException.of("dimension", "1 to 65,536", dimension);
    }
    this.distribution = distribution;
    this.firstRow = firstRow;
    this.count = count;
    this.dimension = dimension;
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    boolean clustered = distribution == Distribution.CLUSTERED;
    int latent = Math.min(dimension, LATENT_MAX);
    centres = clustered ? gaussians(random, CLUSTERS, dimension, 1) : new float[0][];
    directions = clustered ? gaussians(random, latent, dimension, SPREAD) : new float[0][];
    embeddings =
        distribution == Distribution.EMBEDDINGS ? new EmbeddingRows(dimension, seed) : null;
  }

  /// Rows of the same set behind these: queries that are not in the index.
  ///
  /// @param newCount number of rows
  public GeneratedVectors following(long newCount) {
    return new GeneratedVectors(distribution, firstRow + count, newCount, dimension, seed);
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public ElementType elementType() {
    return ElementType.F32;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public void read(long row, MemorySegment target, long targetOffset) {
    SplittableRandom random = new SplittableRandom(seed + (firstRow + row + 1) * ROW_GAMMA);
    switch (distribution) {
      case UNIFORM1000 -> {
        for (int i = 0; i < dimension; i++) {
          target.set(LittleEndian.FLOAT, targetOffset + 4L * i, random.nextInt(1000) * 0.001f);
        }
      }
      case CLUSTERED -> readClustered(random, target, targetOffset);
      case EMBEDDINGS -> {
        float[] vector = embeddings.row(firstRow + row);
        MemorySegment.copy(vector, 0, target, LittleEndian.FLOAT, targetOffset, dimension);
      }
    }
  }

  private void readClustered(SplittableRandom random, MemorySegment target, long targetOffset) {
    // the square of a uniform number makes clusters of very different sizes
    double uniform = random.nextDouble();
    float[] centre = centres[(int) (uniform * uniform * CLUSTERS)];
    float[] weights = new float[directions.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = gaussian(random);
    }
    for (int i = 0; i < dimension; i++) {
      // four uniforms are near enough to a normal for noise, and ten times as fast
      int bits = random.nextInt();
      int sum = (bits & 255) + (bits >>> 8 & 255) + (bits >>> 16 & 255) + (bits >>> 24);
      float value = centre[i] + (sum - 510) / 148f * NOISE;
      for (int j = 0; j < weights.length; j++) {
        value += weights[j] * directions[j][i];
      }
      target.set(LittleEndian.FLOAT, targetOffset + 4L * i, value);
    }
  }

  private static float[][] gaussians(
      SplittableRandom random, int rows, int columns, double deviation) {
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) (gaussian(random) * deviation / Math.sqrt(LATENT_MAX));
      }
    }
    return matrix;
  }

  private static float gaussian(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return (float) (radius * Math.cos(2 * Math.PI * random.nextDouble()));
  }
}
