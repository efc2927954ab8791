package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The kernels that fit the machine of the test; on one without vectors they are the scalar ones.
class VectorCodeKernelsTest implements CodeKernelsContract {

  private final CodeKernels kernels = CodeKernels.best();

  @Override
  public CodeKernels kernels() {
    return kernels;
  }

  @Test
  void agreeWithTheScalarOnes() {
    SplittableRandom random = new SplittableRandom(SEED);
    CodeKernels scalar = new ScalarCodeKernels();
    byte[] bytes = new byte[1 << 12];
    short[] query = new short[1 << 13];
    random.nextBytes(bytes);
    for (int i = 0; i < query.length; i++) {
      query[i] = (short) random.nextInt(-CodeKernels.QUERY_MAX_8, CodeKernels.QUERY_MAX_8 + 1);
    }
    MemorySegment code = MemorySegment.ofArray(bytes);
    for (int length = 64; length <= bytes.length; length += 64) {
      assertThat(kernels.dot8(query, code, 0, length))
          .isEqualTo(scalar.dot8(query, code, 0, length));
      assertThat(kernels.dot4(query, code, 0, length))
          .isEqualTo(scalar.dot4(query, code, 0, length));
    }
  }
}
