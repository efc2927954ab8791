package dev.perigee.cli.bench;

import dev.perigee.vector.Metric;
import dev.perigee.vector.VectorSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Another engine, measured as Perigee is measured: in the same process, or in one like it, on the
/// same data, by the same code.
///
/// Peers are found by [java.util.ServiceLoader]. A peer only does what it is told; the clock, the
/// passes and recall are the run's.
public interface Peer {

  /// What to call it on the command line and in its lines.
  String name();

  /// The ways it can be set up, by the names that the command line knows.
  List<String> configurations();

  /// Ways it can be set up that run only where they are named.
  default List<String> furtherConfigurations() {
    return List.of();
  }

  /// Whether it can search by a metric.
  boolean supports(Metric metric);

  /// Reads the vectors, in whatever form the engine wants them.
  ///
  /// @param configuration one of [#configurations()]
  /// @param folder an empty folder, for what the peer writes and nothing else
  Work prepare(String configuration, Task task, Path folder) throws IOException;

  /// Opens what a [Work] of the same configuration saved, in another process, without the vectors
  /// it was built from.
  OpenIndex reopen(String configuration, Saved saved) throws IOException;

  /// What an open index of such a configuration holds on the heap, whatever is asked of it.
  ///
  /// @param count vectors in the index
  /// @param dimension of each
  /// @return bytes
  default long heldBytes(String configuration, long count, int dimension) {
    return 0;
  }

  /// An index that was saved, and what it is asked.
  ///
  /// @param folder that [#prepare] got
  /// @param queries vectors to ask for
  /// @param metric that it was built by
  record Saved(Path folder, VectorSource queries, Metric metric) {}

  /// What there is to build and to search.
  ///
  /// @param base vectors to index, by row number
  /// @param queries vectors to ask for
  /// @param metric one that the peer supports
  /// @param m links a vector gets on each level; level 0 holds twice as many
  /// @param efConstruction width of the beam that finds links
  /// @param threads of the build
  record Task(
      VectorSource base,
      VectorSource queries,
      Metric metric,
      int m,
      int efConstruction,
      int threads) {}

  /// One index on its way: built, then saved, then opened any number of times.
  interface Work extends Closeable {

    /// The parameters that the curve is labelled with, such as `M=16 efC=200 int8`.
    String label();

    /// Builds the index.
    void build() throws IOException;

    /// Writes what is not written yet into the folder.
    void save() throws IOException;

    /// Opens what was written.
    Searcher open() throws IOException;
  }
}
