package dev.perigee.kernel;

import java.lang.System.Logger.Level;

/// Chooses the kernels once per JVM and says so once if the fast ones are missing.
final class KernelChoice {

  private static final boolean VECTORS = hasVectors();

  static final Kernels BEST = VECTORS ? new VectorKernels() : new ScalarKernels();

  static final CodeKernels BEST_FOR_CODES =
      VECTORS ? new VectorCodeKernels() : new ScalarCodeKernels();

  static final MatrixKernels BEST_FOR_MATRICES =
      VECTORS ? VectorMatrixKernels.fitting() : new ScalarMatrixKernels();

  private KernelChoice() {}

  private static boolean hasVectors() {
    if ("scalar".equals(System.getProperty("perigee.kernel"))) {
      return false;
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      System.getLogger("dev.perigee")
          .log(
              Level.WARNING,
              "Perigee runs on scalar code; start Java with --add-modules jdk.incubator.vector for"
                  + " several times the speed");
      return false;
    }
    return VectorKernels.areWorthIt();
  }
}
