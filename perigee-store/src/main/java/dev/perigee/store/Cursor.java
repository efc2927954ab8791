package dev.perigee.store;

/// Entries of a range, one after the other, as they were when it was made.
///
/// Starts before the first: [#next()] comes before [#key()]. For one thread at a time. Close it:
/// while it is open, the space of what was deleted since is kept. After the end of its store each
/// method but [#close()] throws a [dev.perigee.error.ClosedException].
public interface Cursor extends AutoCloseable {

  /// Moves to the next entry.
  ///
  /// @return false after the last
  /// @throws dev.perigee.error.CorruptionException if damage was met
  boolean next();

  /// The key here.
  ///
  /// @throws dev.perigee.error.InvalidRequestException if [#next()] has not returned true
  byte[] key();

  /// The value here.
  ///
  /// @throws dev.perigee.error.InvalidRequestException if [#next()] has not returned true
  byte[] value();

  /// May be called twice, and after the end of the store.
  @Override
  void close();
}
