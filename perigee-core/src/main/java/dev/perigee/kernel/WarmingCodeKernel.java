package dev.perigee.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// Scores codes on plain code until vector code is the faster.
///
/// Until it is compiled, an operation on a vector register is a call that allocates: the first
/// search of a process would spend most of its time in a thousand of such distances. Plain code is
/// quick at once and gives the same integers. When more rows were scored than one search asks for,
/// a thread of its own runs the vector kernel over rows of zeros until the compiler is done with
/// it; then everyone goes over. Where that never comes, as in a JVM without a compiler, plain code
/// stays.
///
/// Thread-safe. The thread is a daemon, ends by itself within seconds and sees no memory of others.
final class WarmingCodeKernel implements BulkCodeKernel {

  /// Several first searches: a process that asks one question is not to pay for a second thread.
  private static final int PLAIN_ROWS = 8192;

  private static final int BATCH_ROWS = 32;
  private static final int FAST_BATCHES = 16;
  private static final long WARMING_NANOS_MAX = 5_000_000_000L;

  private final BulkCodeKernel plain;
  private final CodeShape shape;
  private final AtomicBoolean warming = new AtomicBoolean();
  private volatile BulkCodeKernel vectors;

  /// Rows scored so far; a lost update does no harm.
  private int rows;

  @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the loads
  private int touchSink;

  WarmingCodeKernel(BulkCodeKernel plain, CodeShape shape) {
    this.plain = plain;
    this.shape = shape;
  }

  @Override
  public int score(
      CodeQuery query,
      MemorySegment[] chunks,
      int chunkShift,
      int chunkMask,
      int[] ordinals,
      int count,
      float[] distances) {
    BulkCodeKernel kernel = vectors;
    if (kernel != null) {
      return kernel.score(query, chunks, chunkShift, chunkMask, ordinals, count, distances);
    }
    rows += count;
    if (rows > PLAIN_ROWS) {
      prepare();
    }
    return plain.score(query, chunks, chunkShift, chunkMask, ordinals, count, distances);
  }

  @Override
  public void prepare() {
    if (warming.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("perigee-warm-up").start(this::warmUp);
    }
  }

  /// Whether vector code has taken over.
  boolean isWarm() {
    return vectors != null;
  }

  /// Runs the vector kernel until it beats the plain one several times in a row.
  ///
  /// @return whether it did
  boolean warmUp() {
    BulkCodeKernel candidate = CodeKernelFactory.vectors(shape);
    int readBytes = CodeKernels.readBytes(shape.codeBytes());
    CodeQuery query = new CodeQuery(readBytes * Byte.SIZE, readBytes, 0);
    // off the heap, as the rows of an index are: the compiler makes code for the class of segment
    MemorySegment zeros =
        Arena.ofAuto().allocate((long) BATCH_ROWS * shape.strideBytes() + readBytes, 64);
    long start = System.nanoTime();
    for (int fast = 0; fast < FAST_BATCHES; ) {
      fast = nanos(candidate, query, zeros) < nanos(plain, query, zeros) ? fast + 1 : 0;
      if (System.nanoTime() - start > WARMING_NANOS_MAX) {
        return false;
      }
    }
    vectors = candidate;
    return true;
  }

  private long nanos(BulkCodeKernel kernel, CodeQuery query, MemorySegment zeros) {
    MemorySegment[] chunks = {zeros};
    int[] ordinals = new int[BATCH_ROWS];
    for (int i = 0; i < BATCH_ROWS; i++) {
      ordinals[i] = i;
    }
    float[] distances = new float[BATCH_ROWS];
    long start = System.nanoTime();
    touchSink += kernel.score(query, chunks, 31, BATCH_ROWS - 1, ordinals, BATCH_ROWS, distances);
    return System.nanoTime() - start;
  }
}
