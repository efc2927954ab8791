package dev.perigee.memory;

/// Looks at bytes before they are used for the first time.
@FunctionalInterface
public interface RowGuard {

  /// Makes sure that bytes are what was written.
  ///
  /// @param from offset of the first in the file or memory the rows were taken from
  /// @param to offset behind the last
  /// @throws dev.perigee.error.CorruptionException if they are not
  void check(long from, long to);
}
