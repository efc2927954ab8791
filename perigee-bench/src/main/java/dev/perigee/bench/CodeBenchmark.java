package dev.perigee.bench;

import dev.perigee.kernel.FloatRows;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.Rows;
import dev.perigee.quant.CodeEncoder;
import dev.perigee.quant.CodeLayout;
import dev.perigee.quant.CodeScorer;
import dev.perigee.quant.Codebook;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Nanoseconds to encode one vector, and to score one code at a random place of 65,536 rows, 32
/// rows a call. Run as [KernelBenchmark] is.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(CodeBenchmark.BATCH)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1g"})
public class CodeBenchmark {

  static final int BATCH = 32;

  private static final int ROWS = 1 << 16;

  /// Codes of one kind, and the vectors they were made of.
  @State(Scope.Benchmark)
  public static class Codes {
    /// The kind of code.
    @Param({"INT8", "INT4", "BINARY", "PQ", "PQ4"})
    public CodeKind kind;

    /// Number of components.
    @Param({"384", "768"})
    public int dimension;

    private final SplittableRandom random = new SplittableRandom(1);
    private final int[] batch = new int[BATCH];
    private final float[] distances = new float[BATCH];
    private FloatRows floats;
    private Rows codes;
    private CodeEncoder encoder;
    private CodeScorer scorer;

    /// Makes random vectors and their codes.
    @Setup
    public void fill() {
      VectorSpace space = new VectorSpace(Metric.L2, ElementType.F32, dimension, null);
      int stride = space.strideBytes();
      MemorySegment vectors = Arena.ofAuto().allocate((long) ROWS * stride, 64);
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < dimension; i++) {
          float value = (float) random.nextGaussian();
          vectors.set(ValueLayout.JAVA_FLOAT, (long) row * stride + 4L * i, value);
        }
      }
      floats = new FloatRows(space, Rows.over(vectors, stride, "vectors", 0), null);
      Codebook book =
          Codebook.train(new CodeLayout(kind, dimension), Metric.L2, floats, ROWS, 1, 2);
      int codeStride = book.layout().strideBytes();
      MemorySegment table = Arena.ofAuto().allocate((long) (ROWS + 1) * codeStride + 64, 64);
      codes = Rows.over(table, codeStride, "codes", 0);
      encoder = new CodeEncoder(book);
      for (int row = 0; row < ROWS; row++) {
        encoder.encode(floats, row, table, (long) row * codeStride);
      }
      scorer = new CodeScorer(book, codes, floats);
      scorer.setQueryRow(0);
      scorer.prepareKernel();
    }

    private int[] nextBatch() {
      for (int i = 0; i < BATCH; i++) {
        batch[i] = random.nextInt(ROWS);
      }
      return batch;
    }
  }

  /// Vectors at random places, in one thread.
  @Benchmark
  public void encode(Codes state) {
    for (int row : state.nextBatch()) {
      state.encoder.encode(state.floats, row, state.codes.chunk(row), state.codes.chunkOffset(row));
    }
  }

  /// Codes at random places.
  @Benchmark
  public float[] score(Codes state) {
    state.scorer.score(state.nextBatch(), BATCH, state.distances);
    return state.distances;
  }
}
