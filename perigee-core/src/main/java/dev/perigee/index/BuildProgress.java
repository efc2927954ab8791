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

  /// Goes on and tells nobody.
  static BuildProgress silent() {
    return (done, total) -> true;
  }
}
