package dev.perigee.index;

/// Told how far a bulk build has come, a few times a second, by the thread that asked for the
/// build.
@FunctionalInterface
public interface BuildProgress {

  /// Tells how far the build has come.
  ///
  /// @param done vectors linked so far
  /// @param total vectors of this build
  /// @return whether to go on; false cancels the build
  boolean update(long done, long total);

  /// For one part of the work: tells of it as of a part of the whole.
  ///
  /// @param from the share of the whole that was done before, 0 to 1
  /// @param to the share that is done after it
  default BuildProgress part(double from, double to) {
    return (done, total) -> update((long) (total * from + done * (to - from)), total);
  }

  /// Goes on and tells nobody.
  static BuildProgress silent() {
    return (done, total) -> true;
  }
}
