package dev.perigee.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalarKernelsTest
    implements FloatKernelsContract, HalfKernelsContract, IntegerKernelsContract {

  private final Kernels kernels = new ScalarKernels();

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Test
  void sayWhatTheyAre() {
    assertThat(kernels.name()).isEqualTo("scalar");
  }
}
