package dev.perigee.cli.bench;

import dev.perigee.cli.BuildOptions;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.IntMatrix;
import dev.perigee.formats.IntMatrixWriter;
import dev.perigee.index.Hit;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;
import java.util.Arrays;

/// The ids of the true nearest of each query.
final class Truth {

  /// Neighbours that recall is measured over.
  static final int K = 10;

  private final long[][] nearest;

  /// @param nearest `[queries x 10]`, best first
  private Truth(long[][] nearest) {
    this.nearest = nearest;
  }

  /// Reads the truth, or computes it by comparing every vector.
  ///
  /// @param path row numbers, best first; null to compute
  static Truth of(VectorIndex index, BenchData data, Path path) {
    return path == null ? compute(index, data.queries()) : read(path, data.queries().count());
  }

  /// Reads the truth, or computes it without an index that was built for something else.
  ///
  /// @param path row numbers, best first; null to compute
  static Truth of(BenchData data, BuildOptions build, Path path) {
    if (path != null) {
      return read(path, data.queries().count());
    }
    VectorSource base = data.base();
    IndexOptions options =
        build.toIndexOptions(base.dimension(), base.elementType()).withLinked(false);
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(base);
      try (VectorIndex index = builder.toIndex()) {
        return compute(index, data.queries());
      }
    }
  }

  /// Reads the truth.
  ///
  /// @param path row numbers, best first
  /// @param count of the queries
  static Truth read(Path path, long count) {
    int queries = Math.toIntExact(count);
    try (IntMatrix matrix = IntMatrix.open(path)) {
      if (matrix.rows() != queries || matrix.columns() < K) {
        throw InvalidRequestException.of(
            "--truth",
            queries + " rows of at least " + K,
            matrix.rows() + " of " + matrix.columns());
      }
      long[] row = new long[matrix.columns()];
      long[][] nearest = new long[queries][K];
      for (int query = 0; query < queries; query++) {
        matrix.readRow(query, row);
        System.arraycopy(row, 0, nearest[query], 0, K);
      }
      return new Truth(nearest);
    }
  }

  private static Truth compute(VectorIndex index, VectorSource queries) {
    int threads = Runtime.getRuntime().availableProcessors();
    long[][] nearest =
        index.searchAll(queries, SearchOptions.nearest(K).asExact(), threads).stream()
            .map(result -> result.hits().stream().mapToLong(Hit::id).toArray())
            .toArray(long[][]::new);
    return new Truth(nearest);
  }

  /// How many queries there are.
  int queries() {
    return nearest.length;
  }

  /// How many of the true nearest are among the rows that were found.
  int found(int query, int[] rows) {
    int found = 0;
    for (long id : nearest[query]) {
      for (int row : rows) {
        if (row == id) {
          found++;
          break;
        }
      }
    }
    return found;
  }

  /// Writes what [#read] reads.
  ///
  /// @throws InvalidRequestException if fewer vectors than [#K] were indexed
  void write(Path path) {
    try (IntMatrixWriter writer = IntMatrixWriter.create(path, K)) {
      for (long[] ids : nearest) {
        if (ids.length < K) {
          throw InvalidRequestException.of("--count", "at least " + K, ids.length);
        }
        writer.write(Arrays.stream(ids).mapToInt(Math::toIntExact).toArray());
      }
      writer.finish();
    }
  }

  /// How many there are to be found for one query.
  int size(int query) {
    return nearest[query].length;
  }

  /// How many there are to be found.
  long total() {
    long total = 0;
    for (long[] ids : nearest) {
      total += ids.length;
    }
    return total;
  }
}
