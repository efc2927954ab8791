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

  /// What tells of a part of a build: its progress from 0 to 1 is that of the build from `start` to
  /// `end`.
  private static BuildProgress partOf(BuildProgress whole, double start, double end) {
    return (done, total) -> whole.update((long) (total * start + done * (end - start)), total);
  }

  /// What tells of the first part of a build.
  ///
  /// @param share of the build that the part is, 0 to 1
  default BuildProgress first(double share) {
    return partOf(this, 0, share);
  }

  /// What tells of the rest of a build.
  ///
  /// @param share of the build that came before it, 0 to 1
  default BuildProgress after(double share) {
    return partOf(this, share, 1);
  }

  /// Goes on and tells nobody.
  static BuildProgress silent() {
    return (done, total) -> true;
  }
}
