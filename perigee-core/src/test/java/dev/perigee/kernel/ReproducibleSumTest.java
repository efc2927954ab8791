package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The same bits give the same distance before and after a method is compiled: graphs depend on it.
final class ReproducibleSumTest {

  private static final int CALLS = 60_000; // enough for the method to go through both compilers

  @Test
  void aDistanceDoesNotChangeWhenItsKernelIsCompiled() {
    SplittableRandom random = new SplittableRandom(1);
    float[] query = new float[100];
    float[] row = new float[100];
    for (int i = 0; i < query.length; i++) {
      query[i] = (float) random.nextGaussian();
      row[i] = (float) random.nextGaussian();
    }
    MemorySegment segment = MemorySegment.ofArray(row);
    Kernels kernels = Kernels.best();
    float dot = kernels.dotF32(query, segment, 0, 100);
    float squared = kernels.squaredL2F32(query, segment, 0, 100);
    for (int call = 0; call < CALLS; call++) {
      assertThat(kernels.dotF32(query, segment, 0, 100) == dot).as("dot, call %d", call).isTrue();
      assertThat(kernels.squaredL2F32(query, segment, 0, 100) == squared)
          .as("squared L2, call %d", call)
          .isTrue();
    }
  }
}
