package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.graph.BulkNearest;
import dev.perigee.memory.MappedFaults;
import dev.perigee.vector.VectorSource;
import dev.perigee.work.ParallelLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/// Many searches of one index, on a bounded number of threads.
///
/// Exact searches are done as a product of matrices where the metric is one: each vector is read
/// once for many queries. Every query is checked before the first is searched. Queries are not
/// copied: each is read once for the check and once more by the thread that searches it. The index
/// stays pinned by the caller.
final class BatchSearch {

  /// Most queries of one call.
  static final int QUERIES_MAX = 1_000_000;

  /// Queries from which on a product of matrices is worth its preparation.
  private static final int MULTIPLIED_MIN = 4;

  private static final int MULTIPLIED_AT_ONCE = 1024;

  /// Candidates beyond those asked for, among which the last bits of distances decide.
  private static final int CANDIDATES_MORE = 16;

  private final IndexData data;
  private final ContextPool contexts;
  private final Calibration calibration;

  BatchSearch(IndexData data, ContextPool contexts, Calibration calibration) {
    this.data = data;
    this.contexts = contexts;
    this.calibration = calibration;
  }

  List<SearchResult> run(VectorSource queries, SearchOptions options, int threads) {
    if (threads < 1 || threads > IndexOptions.THREADS_MAX) {
      throw InvalidRequestException.of("threads", "1 to " + IndexOptions.THREADS_MAX, threads);
    }
    int count = check(queries);
    SearchResult[] results = new SearchResult[count];
    if (canMultiply(options, count)) {
      for (int from = 0; from < count; from += MULTIPLIED_AT_ONCE) {
        int end = Math.min(count, from + MULTIPLIED_AT_ONCE);
        searchByProduct(queries, from, end, options, threads, results);
      }
    } else {
      ParallelLoop.run(
          threads,
          count,
          1,
          () ->
              (from, to) ->
                  results[from] =
                      inContext(queries, from, context -> context.search(options, calibration)));
    }
    return List.of(results);
  }

  /// Whether the queries can be compared with all vectors as a product of matrices.
  private boolean canMultiply(SearchOptions options, int count) {
    return options.exact()
        && options.accept() == null
        && options.timeout() == null
        && data.options().uniqueIds()
        && data.canMultiply()
        && count >= MULTIPLIED_MIN;
  }

  private void searchByProduct(
      VectorSource queries,
      int from,
      int end,
      SearchOptions options,
      int threads,
      SearchResult[] results) {
    long start = System.nanoTime();
    float[][] floats = new float[end - from][data.options().dimension()];
    MemorySegment query = Arena.ofAuto().allocate(data.space().vectorBytes(), 64);
    for (int row = from; row < end; row++) {
      queries.read(row, query, 0);
      float inverseNorm = data.space().check("query", query, 0);
      data.floats().read(query, 0, inverseNorm, floats[row - from], 0);
    }
    int candidates = Math.min(data.count(), options.k() + options.k() / 4 + CANDIDATES_MORE);
    long[][] found =
        new BulkNearest(data.floats(), data.count(), Math.max(1, candidates), threads).find(floats);
    long nanosEach = (System.nanoTime() - start) / (end - from);
    for (int row = from; row < end; row++) {
      long[] nearest = found[row - from];
      results[row] =
          inContext(queries, row, context -> context.resultOf(nearest, options, nanosEach));
    }
  }

  private SearchResult inContext(
      VectorSource queries, int row, Function<SearchContext, SearchResult> search) {
    SearchContext context = contexts.take();
    queries.read(row, context.query(), 0);
    SearchResult result = search.apply(context);
    MappedFaults.raise(); // this thread's own faults: whoever waits for it does not see them
    contexts.give(context);
    return result;
  }

  private int check(VectorSource queries) {
    data.options().requireFit("queries", queries);
    long count = queries.count();
    if (count > QUERIES_MAX) {
      throw InvalidRequestException.of("queries", "at most " + QUERIES_MAX + " rows", count);
    }
    MemorySegment query = Arena.ofAuto().allocate(data.space().vectorBytes(), 64);
    for (int row = 0; row < count; row++) {
      try {
        queries.read(row, query, 0);
        data.space().check("query", query, 0);
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException("row " + row + ": " + e.getMessage());
      }
    }
    return (int) count;
  }
}
