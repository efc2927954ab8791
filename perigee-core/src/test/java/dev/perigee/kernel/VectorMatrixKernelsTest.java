package dev.perigee.kernel;

/// The kernels that fit the machine of the test; on one without vectors they are the scalar ones.
class VectorMatrixKernelsTest implements MatrixKernelsContract {

  @Override
  public MatrixKernels kernels() {
    return MatrixKernels.best();
  }
}
