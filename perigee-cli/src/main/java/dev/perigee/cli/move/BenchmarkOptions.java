package dev.perigee.cli.move;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// What a benchmark in HDF5 has beside its vectors.
final class BenchmarkOptions {

  private static final int USUAL_K = 100;

  @Option(
      names = "--query",
      paramLabel = "FILE",
      description = "Queries of a benchmark in HDF5 (those of the source, if it is one).")
  Path query;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "Rows of the vectors nearest to each query, nearest first: ibin, ivecs or npy (computed,"
              + " by comparing every vector).")
  Path truth;

  @Option(
      names = "-k",
      paramLabel = "N",
      description = "How many neighbours of each query (100, or all of --truth).")
  private Integer k;

  /// Whether somebody said anything.
  boolean isAsked() {
    return query != null || truth != null || k != null;
  }

  /// How many neighbours are written.
  ///
  /// @param rows that there are
  /// @param known how many are known of each query; 0 for none, since they are computed
  int k(long rows, int known) {
    int atMost = known > 0 ? known : (int) Math.min(rows, 1 << 16);
    if (k != null && (k < 1 || k > atMost)) {
      throw InvalidRequestException.of("-k", "1 to " + atMost, k);
    }
    return k != null ? k : known > 0 ? known : Math.min(USUAL_K, atMost);
  }
}
