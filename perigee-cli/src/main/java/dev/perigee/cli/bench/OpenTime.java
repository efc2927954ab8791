package dev.perigee.cli.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/// How long an index takes to open in a process that has opened one before.
final class OpenTime {

  private static final int OPENS = 9;

  /// Opens an index.
  interface Opener {
    /// What was opened; closed without being used.
    Closeable open() throws IOException;
  }

  private OpenTime() {}

  /// The median of several opens.
  static double medianMillis(Opener opener) throws IOException {
    double[] opens = new double[OPENS];
    for (int i = 0; i < OPENS; i++) {
      long start = System.nanoTime();
      try (Closeable _ = opener.open()) {
        opens[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(opens);
    return opens[OPENS / 2];
  }
}
