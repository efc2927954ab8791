package dev.perigee.cli.bench;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// Which engines to measure besides Perigee, or instead of it.
final class PeerOptions {

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "PEER",
      description =
          "Measure these too, after Perigee: jvector, lucene, or one configuration of theirs,"
              + " such as lucene:int4.")
  private List<String> names = List.of();

  @Option(names = "--only-peers", description = "Leave Perigee itself out.")
  private boolean only;

  @Option(
      names = "--peer-folder",
      paramLabel = "FOLDER",
      description = "Where to keep the peers' indexes, with --memory-limit.")
  private Path folder;

  /// Where the peers' indexes are kept; null if they are not.
  Path folder() {
    return folder;
  }

  /// Whether Perigee itself is left out.
  boolean only() {
    return only;
  }

  /// The peers asked for, each ready to run.
  ///
  /// @throws InvalidRequestException if there is no such peer or configuration, or it does not know
  ///   the metric
  List<PeerRun> choose(Metric metric) {
    if (only && names.isEmpty()) {
      throw InvalidRequestException.of("--only-peers", "--peers beside it", "none");
    }
    return PeerRun.choose(names, metric);
  }
}
