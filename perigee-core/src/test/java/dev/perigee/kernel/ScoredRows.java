package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A few random vectors in rows of several chunks, a scorer over them, and their distances by brute
/// force in double.
///
/// The rows lie at both ends of three chunks; the rows between them have memory and are not used.
/// Closing it frees the rows.
final class ScoredRows implements AutoCloseable {

  private static final int BITS_PER_BYTE = 8;
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  private final VectorSpace space;
  private final Arena arena = Arena.ofConfined();
  private final Rows rows;
  private final Rows inverseNorms;
  private final int[] ordinals;
  private final double[][] components;
  private final MemorySegment[] vectors;
  private final RowScorer scorer;

  ScoredRows(Metric metric, ElementType type, int dimension, Kernels kernels, long seed) {
    DistanceFunction custom = metric == Metric.CUSTOM ? this::differingBytes : null;
    space = new VectorSpace(metric, type, dimension, custom);
    RowAllocator allocator = new RowAllocator(arena, space.strideBytes());
    rows = allocator.rows();
    int perChunk = rows.rowsPerChunk();
    ordinals =
        new int[] {
          0,
          1,
          2,
          3,
          4,
          perChunk - 2,
          perChunk - 1,
          perChunk,
          perChunk + 1,
          2 * perChunk - 1,
          2 * perChunk,
          2 * perChunk + 1,
          2 * perChunk + 2
        };
    int count = 2 * perChunk + 3;
    allocator.reserve(count);
    RowAllocator norms = space.needsNorms() ? new RowAllocator(arena, Float.BYTES) : null;
    if (norms != null) {
      norms.reserve(count);
    }
    inverseNorms = norms == null ? null : norms.rows();
    components = new double[ordinals.length][dimension];
    vectors = new MemorySegment[ordinals.length];
    SplittableRandom random = new SplittableRandom(seed + dimension);
    for (int row = 0; row < ordinals.length; row++) {
      vectors[row] = randomVector(random, components[row]);
      write(row);
    }
    scorer = RowScorer.create(kernels, space, rows, inverseNorms);
  }

  RowScorer scorer() {
    return scorer;
  }

  int dimension() {
    return space.dimension();
  }

  int count() {
    return ordinals.length;
  }

  int ordinal(int row) {
    return ordinals[row];
  }

  int[] ordinals() {
    return ordinals.clone();
  }

  /// The vector of a row, without padding, in memory of its own.
  MemorySegment vector(int row) {
    return vectors[row];
  }

  /// The vector of a row, 5 bytes behind the start of memory that is otherwise filled.
  MemorySegment surroundedBy(byte filling, int row) {
    MemorySegment memory = arena.allocate(vectors[row].byteSize() + 128).fill(filling);
    MemorySegment.copy(vectors[row], 0, memory, 5, vectors[row].byteSize());
    return memory;
  }

  float inverseNorm(int row) {
    return space.check("vector", vectors[row], 0);
  }

  /// The memory of a row itself, padding included, to be damaged by a test.
  MemorySegment memory(int row) {
    return rows.chunk(ordinals[row]).asSlice(rows.chunkOffset(ordinals[row]), rows.strideBytes());
  }

  /// The memory of a row's inverse norm.
  MemorySegment inverseNormMemory(int row) {
    return inverseNorms
        .chunk(ordinals[row])
        .asSlice(inverseNorms.chunkOffset(ordinals[row]), Float.BYTES);
  }

  boolean isDistance(float distance, int query, int row) {
    return Math.abs(distance - expected(query, row)) <= tolerance(query, row);
  }

  /// The distance by brute force.
  double expected(int query, int row) {
    return space.metric() == Metric.CUSTOM
        ? differingBytes(vectors[query], vectors[row])
        : PlainDistance.of(space.metric(), components[query], components[row]);
  }

  /// Nothing where distances are small integers, else rounding of sums and their conversion.
  double tolerance(int query, int row) {
    double[] q = components[query];
    double[] r = components[row];
    double relative = UNIT_ROUNDOFF * (8 + q.length / 16.0);
    double expected = Math.abs(expected(query, row));
    return switch (space.metric()) {
      case L2, L1 -> relative * expected;
      case INNER_PRODUCT -> relative * Math.sqrt(PlainDistance.dot(q, q) * PlainDistance.dot(r, r));
      case COSINE -> relative;
      case JACCARD, SORENSEN -> 2 * UNIT_ROUNDOFF * Math.max(1, expected);
      case HAMMING, CUSTOM -> 0;
      // rounded once, of sums in another order
      case JEFFREYS, JENSEN_SHANNON, PEARSON -> UNIT_ROUNDOFF * expected + 1e-12;
      // a root, or an arc cosine, of what is nearly nothing
      case HELLINGER, HAVERSINE -> UNIT_ROUNDOFF * expected + 1e-7;
    };
  }

  /// A distance of the caller's own that holds for any element type.
  private void differingBytes(
      MemorySegment query, MemorySegment[] handed, int count, float[] distances) {
    assertThat(query.isReadOnly()).isTrue();
    for (int i = 0; i < count; i++) {
      assertThat(handed[i].isReadOnly()).isTrue();
      assertThat(handed[i].byteSize()).isEqualTo(space.vectorBytes());
      distances[i] = differingBytes(query, handed[i]);
    }
  }

  private static int differingBytes(MemorySegment query, MemorySegment vector) {
    byte[] a = query.toArray(ValueLayout.JAVA_BYTE);
    byte[] b = vector.toArray(ValueLayout.JAVA_BYTE);
    int differing = 0;
    for (int i = 0; i < a.length; i++) {
      differing += a[i] == b[i] ? 0 : 1;
    }
    return differing;
  }

  private void write(int row) {
    MemorySegment.copy(vectors[row], 0, memory(row), 0, vectors[row].byteSize());
    if (inverseNorms != null) {
      inverseNormMemory(row).set(Kernels.FLOAT, 0, inverseNorm(row));
    }
  }

  private MemorySegment randomVector(SplittableRandom random, double[] values) {
    byte[] bytes = new byte[space.elementType().vectorBytes(values.length)];
    MemorySegment vector = MemorySegment.ofArray(bytes);
    for (int i = 0; i < values.length; i++) {
      values[i] = set(vector, i, random);
    }
    if (Arrays.stream(values).allMatch(value -> value == 0) && space.needsNorms()) {
      return randomVector(random, values);
    }
    return vector;
  }

  /// A component as the metric takes them: of either sign, or a share of a whole.
  private double random(SplittableRandom random) {
    if (space.metric() == Metric.HAMMING) {
      return random.nextInt(3);
    }
    double value = random.nextGaussian();
    return space.metric().isOfShares(space.elementType())
        ? (Math.abs(value) + 0.01) / (2 * space.dimension())
        : value;
  }

  /// Writes one random component and returns what was stored.
  private double set(MemorySegment vector, int index, SplittableRandom random) {
    switch (space.elementType()) {
      case F32 -> vector.set(Kernels.FLOAT, index * 4L, (float) random(random));
      case F16 ->
          vector.set(Kernels.SHORT, index * 2L, Float.floatToFloat16((float) random(random)));
      case F64 -> vector.set(Kernels.DOUBLE, index * 8L, random(random));
      case INT8 -> {
        boolean shares = space.metric().isOfShares(space.elementType());
        vector.set(
            ValueLayout.JAVA_BYTE, index, (byte) (random.nextInt() & (shares ? 0x7f : 0xff)));
      }
      case BIT -> {
        long at = index / BITS_PER_BYTE;
        int old = vector.get(ValueLayout.JAVA_BYTE, at);
        int bit = random.nextInt(2) << index % BITS_PER_BYTE;
        vector.set(ValueLayout.JAVA_BYTE, at, (byte) (old | bit));
      }
    }
    return space.preciseComponent(vector, 0, index);
  }

  @Override
  public void close() {
    arena.close();
  }
}
