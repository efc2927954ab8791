package dev.perigee.cli.bench;

import java.io.Closeable;
import java.io.IOException;

/// An open index that is asked the queries of a run, by one thread.
public interface Searcher extends Closeable {

  /// Searches; what this takes is what is measured.
  ///
  /// @param query number of the query
  /// @param width of the beam: how many candidates the search holds on to
  /// @return row numbers of the nearest found, at most ten
  int[] search(int query, int width) throws IOException;

  /// Distances computed by all searches so far; negative where the engine does not count them.
  default long distances() {
    return -1;
  }

  /// Vectors read from files by all searches so far; negative where the engine does not count them.
  default long vectorsRead() {
    return -1;
  }

  /// Releases what the searches needed.
  @Override
  default void close() throws IOException {}
}
