package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One configuration of a peer, measured from its build to its last search.
///
/// @param peer the engine
/// @param configuration one of its own
record PeerRun(Peer peer, String configuration) {

  /// Finds what the command line names: a peer, which means all its configurations, or
  /// `peer:configuration`.
  ///
  /// @throws InvalidRequestException if there is no such peer or configuration, or it does not know
  ///   the metric
  static List<PeerRun> choose(List<String> names, Metric metric) {
    List<PeerRun> known = names.isEmpty() ? List.of() : known();
    List<PeerRun> chosen = new ArrayList<>();
    for (String name : names) {
      List<PeerRun> named = known.stream().filter(run -> run.isNamed(name)).toList();
      named = named.isEmpty() ? further(name) : named;
      if (named.isEmpty()) {
        throw InvalidRequestException.of("--peers", expectation(known), name);
      }
      chosen.addAll(named);
    }
    for (PeerRun run : chosen) {
      if (!run.peer.supports(metric)) {
        throw InvalidRequestException.of(
            "--metric", "one that " + run.peer.name() + " supports", metric);
      }
    }
    return chosen;
  }

  private static List<PeerRun> known() {
    return peers()
        .flatMap(peer -> peer.configurations().stream().map(each -> new PeerRun(peer, each)))
        .toList();
  }

  private static List<PeerRun> further(String name) {
    return peers()
        .flatMap(peer -> peer.furtherConfigurations().stream().map(each -> new PeerRun(peer, each)))
        .filter(run -> run.name().equals(name))
        .toList();
  }

  private static Stream<Peer> peers() {
    return ServiceLoader.load(Peer.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Peer::name));
  }

  private static String expectation(List<PeerRun> known) {
    return known.isEmpty()
        ? "perigee-bench on the class path, which has the peers"
        : "a peer or one of " + known.stream().map(PeerRun::name).collect(Collectors.joining(", "));
  }

  private boolean isNamed(String name) {
    return name.equals(peer.name()) || name.equals(name());
  }

  /// What the command line calls it.
  String name() {
    return peer.name() + ":" + configuration;
  }

  /// What all engines of one command have in common.
  ///
  /// @param task what there is to build and to search
  /// @param truth of the task's queries
  /// @param passes over the queries for each width
  /// @param ds the data set's name
  /// @param out takes the lines
  record Terms(Peer.Task task, Truth truth, int passes, String ds, PrintWriter out) {}

  /// Builds, saves, opens and searches, in a folder that is deleted in the end.
  void measure(Terms terms) throws IOException {
    Path folder = Files.createTempDirectory("perigee-peer");
    try (Peer.Work work = peer.prepare(configuration, terms.task, folder)) {
      Lines lines = new Lines(peer.name(), terms.ds, work.label(), terms.out);
      lines.print(build(work, terms.task.threads(), folder));
      try (Searcher searcher = work.open()) {
        new Sweep(searcher, terms.truth, terms.passes).run(lines, Sweep.Efforts.WIDTHS);
      }
    } finally {
      PeerFolder.delete(folder);
    }
  }

  /// Builds and saves, for other processes to open.
  ///
  /// @param folder an empty one
  /// @return the label of its curve
  String save(Terms terms, Path folder) throws IOException {
    try (Peer.Work work = peer.prepare(configuration, terms.task, folder)) {
      Lines lines = new Lines(peer.name(), terms.ds, work.label(), terms.out);
      lines.print(build(work, terms.task.threads(), folder));
      return work.label();
    }
  }

  private static Map<String, Object> build(Peer.Work work, int threads, Path folder)
      throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("threads", threads);
    long start = System.nanoTime();
    work.build();
    long built = System.nanoTime();
    line.put("build_s", Json.rounded((built - start) / 1e9, 2));
    work.save();
    line.put("save_s", Json.rounded((System.nanoTime() - built) / 1e9, 3));
    line.put("open_ms", Json.rounded(OpenTime.medianMillis(work::open), 2));
    line.put("bytes", PeerFolder.bytes(folder));
    return line;
  }
}
