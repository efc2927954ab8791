package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs the queries one by one on one thread for a width of the beam; the best of several passes
/// counts.
final class Sweep {

  private static final int WARM_UP_PASSES = 3;
  private static final int WARM_UP_WIDTH = 64;

  private final VectorIndex index;
  private final MemorySegment[] queries;
  private final Truth truth;
  private final int passes;
  private final long[] latencies;

  Sweep(VectorIndex index, BenchData data, Truth truth, int passes) {
    this.index = index;
    this.truth = truth;
    this.passes = passes;
    this.queries = load(data.queries());
    this.latencies = new long[queries.length];
    for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
      pass(WARM_UP_WIDTH);
    }
  }

  private static MemorySegment[] load(VectorSource source) {
    ElementType type = source.elementType();
    MemorySegment[] queries = new MemorySegment[Math.toIntExact(source.count())];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = Arena.ofAuto().allocate(type.vectorBytes(source.dimension()), 64);
      source.read(i, queries[i], 0);
    }
    return queries;
  }

  /// Recall, speed and latency at one width.
  Map<String, Object> measure(int width) {
    Pass best = pass(width);
    long[] bestLatencies = latencies.clone();
    for (int i = 1; i < passes; i++) {
      Pass next = pass(width);
      if (next.nanos < best.nanos) {
        best = next;
        bestLatencies = latencies.clone();
      }
    }
    Arrays.sort(bestLatencies);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("ef", width);
    line.put("recall", Json.rounded((double) best.found / truth.total(), 4));
    line.put("qps1", Json.rounded(queries.length / (best.nanos / 1e9), 0));
    line.put("p50_us", Json.rounded(quantile(bestLatencies, 0.5) / 1e3, 0));
    line.put("p99_us", Json.rounded(quantile(bestLatencies, 0.99) / 1e3, 0));
    line.put("distances", best.distances / queries.length);
    return line;
  }

  private static long quantile(long[] sorted, double share) {
    return sorted[(int) (sorted.length * share)];
  }

  private record Pass(long nanos, long found, long distances) {}

  private Pass pass(int width) {
    SearchOptions options = SearchOptions.nearest(Truth.K).ef(width);
    long nanos = 0;
    long found = 0;
    long distances = 0;
    for (int i = 0; i < queries.length; i++) {
      long start = System.nanoTime();
      SearchResult result = index.search(queries[i], options);
      latencies[i] = System.nanoTime() - start;
      nanos += latencies[i];
      found += truth.found(i, result.hits());
      distances += result.statistics().distanceComputations();
    }
    return new Pass(nanos, found, distances);
  }
}
