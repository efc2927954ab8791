package dev.perigee.kernel;

class ScalarMatrixKernelsTest implements MatrixKernelsContract {

  @Override
  public MatrixKernels kernels() {
    return new ScalarMatrixKernels();
  }
}
