package dev.perigee.kernel;

import java.lang.System.Logger.Level;

/// Chooses the kernels once per JVM and says so once if the fast ones are missing.
final class KernelChoice {

  static final Kernels BEST = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    if ("scalar".equals(System.getProperty("perigee.kernel"))) {
      return new ScalarKernels();
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      System.getLogger("dev.perigee")
          .log(
              Level.WARNING,
              "Perigee runs on scalar code; start Java with --add-modules jdk.incubator.vector for"
                  + " several times the speed");
      return new ScalarKernels();
    }
    return VectorKernels.fitting();
  }
}
