package dev.perigee.bench;

import dev.perigee.kernel.Kernels;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Random rows of one element type, a query, and batches of ordinals at random.
///
/// Only the first rows are drawn; the table repeats them. To the memory system, repeated contents
/// at other addresses are other memory.
@State(Scope.Benchmark)
public abstract class RowTable {

  /// Rows scored by one call: about as many as a step of a graph search scores.
  static final int BATCH = 32;

  private static final long SEED = 42;
  private static final long DRAWN_BYTES_MAX = 1L << 20;
  private static final int BATCHES = 1 << 12;

  /// Which implementation; chosen by a system property, once per JVM, so that it needs a fork.
  @Param({"scalar", "vector"})
  public String kernels;

  /// Components of a vector.
  @Param({"384", "768", "1024"})
  public int dimension;

  /// Where the rows lie.
  @Param public Placement placement;

  private final ElementType elementType;
  private final int[] ordinals = new int[BATCHES * BATCH];
  private final int[] batch = new int[BATCH];
  private int next;

  final float[] distances = new float[BATCH];
  RowScorer scorer;

  private Arena arena;

  RowTable(ElementType elementType) {
    this.elementType = elementType;
  }

  /// Allocates and fills the table.
  @Setup(Level.Trial)
  public void fill() {
    choose();
    VectorSpace space = new VectorSpace(Metric.INNER_PRODUCT, elementType, dimension, null);
    long strideBytes = space.strideBytes();
    int count = (int) (placement.tableBytes() / strideBytes);
    arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(count * strideBytes, 64);
    SplittableRandom random = new SplittableRandom(SEED);
    int drawn = (int) Math.min(count, DRAWN_BYTES_MAX / strideBytes);
    for (int row = 0; row < drawn; row++) {
      for (int i = 0; i < dimension; i++) {
        draw(memory, row * strideBytes, i, random);
      }
    }
    for (long row = drawn; row < count; row += drawn) {
      long bytes = Math.min(drawn, count - row) * strideBytes;
      MemorySegment.copy(memory, 0, memory, row * strideBytes, bytes);
    }
    Rows rows = Rows.over(memory, strideBytes, "benchmark", 0);
    scorer = RowScorer.create(space, rows, null);
    scorer.setQueryRow(0);
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = random.nextInt(count);
    }
  }

  /// Frees the table.
  @TearDown(Level.Trial)
  public void free() {
    arena.close();
  }

  /// Other rows at each call; the array is reused.
  int[] nextBatch() {
    System.arraycopy(ordinals, next, batch, 0, BATCH);
    next = (next + BATCH) % ordinals.length;
    return batch;
  }

  private void draw(MemorySegment target, long offset, int index, SplittableRandom random) {
    switch (elementType) {
      case F32 -> target.set(Kernels.FLOAT, offset + 4L * index, (float) random.nextGaussian());
      case F16 -> {
        short half = Float.floatToFloat16((float) random.nextGaussian());
        target.set(Kernels.SHORT, offset + 2L * index, half);
      }
      case INT8 ->
          target.set(ValueLayout.JAVA_BYTE, offset + index, (byte) random.nextInt(-128, 128));
      case BIT, F64 -> throw new IllegalStateException("no kernel is measured for " + elementType);
    }
  }

  private void choose() {
    // read when the kernels are first asked for: the first line of a fork, so nobody was earlier
    System.setProperty("perigee.kernel", kernels);
    String best = Kernels.best().name();
    if (!best.startsWith(kernels)) {
      throw new IllegalStateException(
          "kernels: expected " + kernels + ", got " + best + "; run with forks");
    }
  }
}
