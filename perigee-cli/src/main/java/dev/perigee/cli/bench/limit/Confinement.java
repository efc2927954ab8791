package dev.perigee.cli.bench.limit;

import java.util.List;

/// Where processes run that get only so much memory.
public interface Confinement {

  /// Makes sure that limits can be set here, before anything long is begun.
  ///
  /// @throws dev.perigee.error.InvalidRequestException if not; the message says what is needed
  void require();

  /// Begins a limit for one process, with nothing in the page cache: pages that are there already
  /// are charged to whoever read them first, and would come for nothing.
  ///
  /// @param limitBytes of memory, the page cache included
  Cell begin(long limitBytes);

  /// A limit and whoever runs under it. Closing it kills them and removes it; so does the end of
  /// the JVM.
  interface Cell extends AutoCloseable {

    /// The command that becomes a given one under the limit.
    List<String> confine(List<String> command);

    /// The most memory in use at a time so far, the page cache included; negative if unknown.
    long peakBytes();

    /// Whether a process was killed because the limit was reached and nothing could be freed.
    boolean hasKilled();

    @Override
    void close();
  }
}
