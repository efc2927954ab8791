package dev.perigee.db.engine;

/// Told what a database does by itself. Called on the threads that do it: to be quick, and to throw
/// nothing.
public interface EngineListener {

  /// Listens to nothing.
  EngineListener NONE = new EngineListener() {};

  /// Rows went from memory to a file.
  ///
  /// @param rows how many
  /// @param nanos how long it took
  default void sealed(String collection, String field, long rows, long nanos) {}

  /// Segments were merged.
  ///
  /// @param segments how many there were
  /// @param rows built into a graph
  /// @param nanos how long it took
  default void merged(String collection, String field, int segments, long rows, long nanos) {}

  /// Old versions were removed.
  ///
  /// @param versions how many
  default void reclaimed(String collection, long versions) {}

  /// A file is missing or damaged.
  default void damaged(Damage damage) {}

  /// Background work failed, and will be tried again.
  ///
  /// @param work what it was
  default void failed(String work, Throwable reason) {}
}
