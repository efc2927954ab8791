package dev.perigee.cli.bench;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.VectorAccess;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a process that searches under a limit is told: by its arguments, in the order of the
/// components.
///
/// @param engine Perigee's name, or a peer's and its configuration's, as `jvector:pq`
/// @param vectors how Perigee gets at vectors; peers do it their way
/// @param index file of Perigee, or folder of a peer
/// @param queries file of vectors to ask for
/// @param truth file of the true nearest
/// @param metric the index was built by
/// @param terms how much of it, and for how long
record SearchJob(
    String engine,
    VectorAccess vectors,
    Path index,
    Path queries,
    Path truth,
    Metric metric,
    Terms terms) {

  /// What Perigee calls itself.
  static final String PERIGEE = "perigee";

  /// What all engines of one command are asked.
  ///
  /// @param threads numbers of clients, one after the other
  /// @param warmUp queries asked before, the last ones, which are not asked later
  /// @param passSeconds after which a pass ends
  record Terms(List<Integer> threads, int warmUp, int passSeconds) {
    Terms {
      threads = List.copyOf(threads);
      if (threads.isEmpty() || threads.stream().anyMatch(count -> count < 1 || count > 1024)) {
        throw InvalidRequestException.of("--search-threads", "1 to 1024 each", threads);
      }
      if (warmUp < 0) {
        throw InvalidRequestException.of("--warm-up", "0 or more", warmUp);
      }
      if (passSeconds < 1 || passSeconds > 86_400) {
        throw InvalidRequestException.of("--pass-seconds", "1 to 86400", passSeconds);
      }
    }
  }

  /// Whether it is Perigee that is asked.
  boolean isPerigee() {
    return engine.equals(PERIGEE);
  }

  /// What each search is given: recalls for Perigee, which knows what reaches them, widths for
  /// everyone else.
  Sweep.Efforts efforts() {
    return isPerigee() ? Sweep.Efforts.RECALLS_LIMITED : Sweep.Efforts.WIDTHS;
  }

  /// What [#parse] takes.
  List<String> arguments() {
    return List.of(
        engine,
        vectors.name(),
        index.toString(),
        queries.toString(),
        truth.toString(),
        metric.name(),
        terms.threads.stream().map(String::valueOf).collect(Collectors.joining(",")),
        Integer.toString(terms.warmUp),
        Integer.toString(terms.passSeconds));
  }

  /// The job that has such arguments.
  static SearchJob parse(String... arguments) {
    return new SearchJob(
        arguments[0],
        VectorAccess.valueOf(arguments[1]),
        Path.of(arguments[2]),
        Path.of(arguments[3]),
        Path.of(arguments[4]),
        Metric.valueOf(arguments[5]),
        new Terms(
            Arrays.stream(arguments[6].split(",", -1)).map(Integer::valueOf).toList(),
            Integer.parseInt(arguments[7]),
            Integer.parseInt(arguments[8])));
  }
}
