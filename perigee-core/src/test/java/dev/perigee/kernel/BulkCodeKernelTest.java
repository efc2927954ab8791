package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perigee.vector.CodeKind;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Batches of codes in rows of several chunks, against the scalar kernels one by one.
final class BulkCodeKernelTest {

  private static final long SEED = 20_250_811;
  private static final int CHUNK_SHIFT = 2;
  private static final int ROWS = 11;
  private static final List<CodeKind> KINDS =
      List.of(CodeKind.INT8, CodeKind.INT4, CodeKind.BINARY, CodeKind.PQ, CodeKind.PQ4);

  /// Code lengths around blocks, and around what 16-bit sums can take; each with its own stride.
  private static final int[] CODE_BYTES = {8, 16, 56, 64, 72, 128, 192, 392, 520, 1024, 2056};

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void theFactorysKernelScoresAsSingleKernelsDo() {
    for (CodeKind kind : KINDS) {
      for (int bytes : CODE_BYTES) {
        CodeShape shape = shape(kind, bytes);
        check(shape, CodeKernelFactory.kernel(shape), this::anyLevel);
        check(shape, CodeKernelFactory.kernel(shape), () -> largest(kind));
        check(shape, CodeKernelFactory.kernel(shape), () -> -largest(kind));
      }
    }
  }

  @Test
  void theGeneralKernelScoresAsSingleKernelsDo() {
    for (CodeKind kind : KINDS) {
      for (int bytes : CODE_BYTES) {
        CodeShape shape = shape(kind, bytes);
        check(shape, new GeneralCodeKernel(CodeKernels.best(), shape), this::anyLevel);
        check(shape, new GeneralCodeKernel(new ScalarCodeKernels(), shape), this::anyLevel);
      }
    }
  }

  @Test
  void vectorKernelsScoreAsSingleKernelsDo() {
    assumeTrue(CodeKernels.best() instanceof VectorCodeKernels, "no vector instructions");
    for (CodeKind kind : KINDS) {
      for (int bytes : CODE_BYTES) {
        CodeShape shape = shape(kind, bytes);
        BulkCodeKernel kernel = CodeKernelFactory.vectors(shape);
        check(shape, kernel, this::anyLevel);
        check(shape, kernel, () -> largest(kind));
        check(shape, kernel, () -> -largest(kind));
      }
    }
  }

  @Test
  void codesOf4BitsGetAClassForEachShape() {
    assumeTrue(CodeKernels.best() instanceof VectorCodeKernels, "no vector instructions");
    CodeShape shape = shape(CodeKind.INT4, 64);
    assertThat(CodeKernelFactory.vectors(shape).getClass().isHidden()).isTrue();
    assertThat(CodeKernelFactory.kernel(shape)).isSameAs(CodeKernelFactory.kernel(shape));
  }

  @Test
  void plainCodeMakesWayForVectorCodeThatScoresTheSame() {
    assumeTrue(CodeKernels.best() instanceof VectorCodeKernels, "no vector instructions");
    CodeShape shape = shape(CodeKind.INT4, 192);
    WarmingCodeKernel kernel =
        new WarmingCodeKernel(new GeneralCodeKernel(new ScalarCodeKernels(), shape), shape);
    check(shape, kernel, this::anyLevel);
    assertThat(kernel.isWarm()).isFalse();
    assertThat(kernel.warmUp()).as("vector code is the faster in the end").isTrue();
    assertThat(kernel.isWarm()).isTrue();
    check(shape, kernel, this::anyLevel);
  }

  @Test
  void aCorrectionThatIsNoNumberGivesNoNumber() {
    CodeShape shape = shape(CodeKind.INT4, 64);
    MemorySegment[] chunks = chunks(shape);
    chunks[1].set(Kernels.FLOAT, shape.strideBytes() + shape.codeBytes() + 8L, Float.NaN);
    CodeQuery query = query(shape, this::anyLevel);
    float[] distances = new float[2];
    CodeKernelFactory.kernel(shape)
        .score(query, chunks, CHUNK_SHIFT, 3, new int[] {4, 5}, 2, distances);
    assertThat(distances[0]).isFinite();
    assertThat(distances[1]).isNaN();
  }

  private void check(CodeShape shape, BulkCodeKernel kernel, IntDraw levels) {
    MemorySegment[] chunks = chunks(shape);
    CodeQuery query = query(shape, levels);
    int mask = (1 << CHUNK_SHIFT) - 1;
    for (int count : new int[] {0, 1, 2, 3, 7, 64, 65}) {
      int[] ordinals = random.ints(count, 0, ROWS).toArray();
      float[] distances = new float[count + 1];
      Arrays.fill(distances, -77);
      kernel.score(query, chunks, CHUNK_SHIFT, mask, ordinals, count, distances);
      for (int i = 0; i < count; i++) {
        MemorySegment chunk = chunks[ordinals[i] >>> CHUNK_SHIFT];
        long at = (long) (ordinals[i] & mask) * shape.strideBytes();
        assertThat(distances[i])
            .as("%s of %s, seed %d", shape, kernel.getClass(), SEED)
            .isEqualTo(expected(shape, query, chunk, at));
      }
      assertThat(distances[count]).as("what lies behind the last").isEqualTo(-77);
    }
  }

  private static float expected(CodeShape shape, CodeQuery query, MemorySegment chunk, long at) {
    ScalarCodeKernels scalar = new ScalarCodeKernels();
    int bytes = shape.codeBytes();
    int dot =
        switch (shape.kind()) {
          case INT8 -> scalar.dot8(query.levels, chunk, at, bytes);
          case INT4 -> scalar.dot4(query.levels, chunk, at, bytes);
          case BINARY -> scalar.dot1(query.planes, chunk, at, bytes / 8);
          case PQ, PQ4 -> scalar.lookUp(query.tables, chunk, at, bytes);
          case NONE -> throw new AssertionError();
        };
    float constant = chunk.get(Kernels.FLOAT, at + bytes);
    float lower = chunk.get(Kernels.FLOAT, at + bytes + 4);
    float step = chunk.get(Kernels.FLOAT, at + bytes + 8);
    return query.base + constant + lower * query.sum + step * (dot * query.step);
  }

  /// Rows end where kernels may read, the last one of a chunk with the chunk.
  private static CodeShape shape(CodeKind kind, int bytes) {
    int scored = bytes + BulkCodeKernel.CORRECTION_BYTES;
    return new CodeShape(kind, bytes, Math.max(scored, CodeKernels.readBytes(bytes)));
  }

  private MemorySegment[] chunks(CodeShape shape) {
    MemorySegment[] chunks = new MemorySegment[(ROWS >>> CHUNK_SHIFT) + 1];
    for (int i = 0; i < chunks.length; i++) {
      byte[] bytes = new byte[shape.strideBytes() << CHUNK_SHIFT];
      random.nextBytes(bytes);
      chunks[i] = MemorySegment.ofArray(bytes);
      for (int row = 0; row < 1 << CHUNK_SHIFT; row++) {
        for (int number = 0; number < 3; number++) {
          chunks[i].set(
              Kernels.FLOAT,
              (long) row * shape.strideBytes() + shape.codeBytes() + 4L * number,
              (float) random.nextGaussian());
        }
      }
    }
    return chunks;
  }

  private CodeQuery query(CodeShape shape, IntDraw levels) {
    int bytes = shape.codeBytes();
    int bits = shape.kind().bits();
    int groups = 16 / bits;
    CodeQuery query =
        new CodeQuery(CodeKernels.readBytes(bytes) * 8 / bits, 4 * bytes / 8, 256 * bytes);
    random.nextBytes(query.tables);
    for (int i = 0; i < query.levels.length; i++) {
      int lane = i / (32 * groups) * 32 + i % 32;
      query.levels[i] = (short) (2 * lane < bytes ? levels.next() : 0);
    }
    Arrays.setAll(query.planes, i -> random.nextLong());
    query.base = (float) random.nextGaussian();
    query.sum = (float) random.nextGaussian();
    query.step = (float) random.nextGaussian();
    return query;
  }

  private int anyLevel() {
    return random.nextInt(-CodeKernels.QUERY_MAX_8, CodeKernels.QUERY_MAX_8 + 1);
  }

  private static int largest(CodeKind kind) {
    return kind == CodeKind.INT4 ? CodeKernels.QUERY_MAX_4 : CodeKernels.QUERY_MAX_8;
  }

  private interface IntDraw {
    int next();
  }
}
