package dev.perigee.cli.bench;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.IntMatrix;
import dev.perigee.index.Hit;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

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
    return path == null ? compute(index, data.queries()) : read(path, data);
  }

  private static Truth read(Path path, BenchData data) {
    int queries = Math.toIntExact(data.queries().count());
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
    long[][] nearest = new long[Math.toIntExact(queries.count())][];
    MemorySegment vector =
        Arena.ofAuto().allocate(queries.elementType().vectorBytes(queries.dimension()), 64);
    for (int query = 0; query < nearest.length; query++) {
      queries.read(query, vector, 0);
      List<Hit> hits = index.search(vector, SearchOptions.nearest(K).asExact()).hits();
      nearest[query] = hits.stream().mapToLong(Hit::id).toArray();
    }
    return new Truth(nearest);
  }

  /// How many of the true nearest are among the hits.
  int found(int query, List<Hit> hits) {
    int found = 0;
    for (long id : nearest[query]) {
      for (Hit hit : hits) {
        if (hit.id() == id) {
          found++;
          break;
        }
      }
    }
    return found;
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
