package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/// The kernels that fit the machine of the test; on one without vectors they are the scalar ones.
class VectorKernelsTest
    implements FloatKernelsContract, HalfKernelsContract, IntegerKernelsContract {

  private final Kernels kernels = Kernels.best();

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Test
  void areThoseOfTheWidestVectors() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    assertThat(kernels.name()).isEqualTo(bits < 128 ? "scalar" : "vector-" + bits);
  }

  @Test
  void areTheBestOnes() {
    assertThat(Kernels.best().name()).isEqualTo(kernels.name());
  }
}
