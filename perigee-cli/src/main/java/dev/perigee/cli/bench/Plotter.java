package dev.perigee.cli.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// Draws measured curves. Found by [java.util.ServiceLoader].
public interface Plotter {

  /// Draws one curve for each engine and configuration.
  void plot(Request request);

  /// What to draw, and where.
  ///
  /// @param target the picture; the end of its name says what kind
  /// @param dataSet whose curves to draw; null if the files are about one data set only
  /// @param lines files of JSON lines
  /// @param warnings takes what is odd and yet no reason to stop
  record Request(Path target, String dataSet, List<Path> lines, PrintWriter warnings) {}
}
