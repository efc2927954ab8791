package dev.perigee.kernel;

class ScalarCodeKernelsTest implements CodeKernelsContract {

  @Override
  public CodeKernels kernels() {
    return new ScalarCodeKernels();
  }
}
