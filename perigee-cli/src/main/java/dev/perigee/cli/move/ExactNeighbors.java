package dev.perigee.cli.move;

import dev.perigee.index.BuildProgress;
import dev.perigee.index.Hit;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.util.List;

/// Finds the rows of a table that are nearest to queries by comparing every one.
///
/// @param table the rows
/// @param from the first row that is compared; numbers are counted from it
/// @param rows how many are compared
/// @param folder where they lie meanwhile, in a temporary file
record ExactNeighbors(NumberTable table, long from, long rows, Metric metric, Path folder) {

  private static final int QUERIES_AT_ONCE = 1000;

  /// Finds them.
  ///
  /// @param k how many are found, at most as many as there are rows
  /// @return numbers of rows, nearest first, `[queries x k]`
  long[][] of(NumberTable queries, int k, BuildProgress progress) {
    ElementType type = TableRows.elementType(table);
    IndexOptions options =
        IndexOptions.of(table.columns(), metric)
            .withElementType(type)
            .withLinked(false)
            .withSpillFolder(folder);
    int threads = Runtime.getRuntime().availableProcessors();
    long[][] nearest = new long[Math.toIntExact(queries.rows())][];
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(new TableRows(table, type, from, rows));
      try (VectorIndex index = builder.toIndex()) {
        for (int at = 0; at < nearest.length; at += QUERIES_AT_ONCE) {
          int count = Math.min(QUERIES_AT_ONCE, nearest.length - at);
          TableRows asked = new TableRows(queries, type, at, count);
          List<SearchResult> found =
              index.searchAll(asked, SearchOptions.nearest(k).asExact(), threads);
          for (int i = 0; i < count; i++) {
            nearest[at + i] = found.get(i).hits().stream().mapToLong(Hit::id).toArray();
          }
          progress.update(rows * (at + count) / nearest.length, rows);
        }
      }
    }
    return nearest;
  }
}
