package dev.perigee.db.engine;

/// How fast rows of a field come, and how fast they are linked.
final class LinkingPace {

  static final long LOOK_NANOS = 100_000_000;

  /// Rows that come for each that is linked, from which on there is no keeping up.
  private static final double SHARE_MAX = 0.8;

  private static final double NEWEST_WEIGHT = 0.2;

  /// What is thought of the speed of linking grows by this at each look while it waits, so that it
  /// is tried again after some seconds.
  private static final double HOPE = 1.02;

  private long part = -1;
  private int count;
  private long at;
  private double coming;
  private double linked = 1e4;

  /// Whether linking keeps up with what comes.
  ///
  /// @param uid of the part that takes new rows
  /// @param rows in it
  /// @param now on the clock of [System#nanoTime()]
  boolean keepsUp(long uid, int rows, long now) {
    if (uid != part) {
      part = uid;
      count = rows;
      at = now;
    } else if (now - at >= LOOK_NANOS) {
      coming = (rows - count) * 1e9 / (now - at);
      count = rows;
      at = now;
      linked *= coming < SHARE_MAX * linked ? 1 : HOPE;
    }
    return coming < SHARE_MAX * linked;
  }

  /// Notes what linking some rows took.
  void note(int rows, long nanos) {
    double speed = rows * 1e9 / Math.max(1, nanos);
    linked += NEWEST_WEIGHT * (speed - linked);
  }
}
