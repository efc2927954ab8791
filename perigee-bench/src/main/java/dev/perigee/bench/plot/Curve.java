package dev.perigee.bench.plot;

import java.util.List;

/// What one engine reaches in one configuration.
///
/// @param label engine and configuration
/// @param points by the width of the beam, narrowest first; at least one
record Curve(String label, List<Point> points) {

  /// What it reaches at one width.
  ///
  /// @param recall share of the true nearest that were found, 0 to 1
  /// @param queriesPerSecond on one thread, above 0
  record Point(double recall, double queriesPerSecond) {}
}
