package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs the queries one by one on one thread for a row of widths of the beam; the best of several
/// passes counts. Every engine is measured by this code.
final class Sweep {

  private static final int[] WIDTHS = {10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400};
  private static final int WARM_UP_PASSES = 3;
  private static final int WARM_UP_WIDTH = 64;

  private final Searcher searcher;
  private final Truth truth;
  private final int passes;
  private final long[] latencies;

  Sweep(Searcher searcher, Truth truth, int passes) {
    this.searcher = searcher;
    this.truth = truth;
    this.passes = passes;
    this.latencies = new long[truth.queries()];
  }

  /// Warms up, then prints recall, speed and latency for each width.
  void run(Lines lines) throws IOException {
    for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
      pass(WARM_UP_WIDTH);
    }
    for (int width : WIDTHS) {
      lines.print(measure(width));
    }
  }

  private Map<String, Object> measure(int width) throws IOException {
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
    line.put("qps1", Json.rounded(latencies.length / (best.nanos / 1e9), 0));
    line.put("p50_us", Json.rounded(quantile(bestLatencies, 0.5) / 1e3, 0));
    line.put("p99_us", Json.rounded(quantile(bestLatencies, 0.99) / 1e3, 0));
    if (searcher.distances() >= 0) {
      line.put("distances", best.distances / latencies.length);
    }
    return line;
  }

  private static long quantile(long[] sorted, double share) {
    return sorted[(int) (sorted.length * share)];
  }

  private record Pass(long nanos, long found, long distances) {}

  private Pass pass(int width) throws IOException {
    long nanos = 0;
    long found = 0;
    long distancesBefore = searcher.distances();
    for (int i = 0; i < latencies.length; i++) {
      long start = System.nanoTime();
      int[] rows = searcher.search(i, width);
      latencies[i] = System.nanoTime() - start;
      nanos += latencies[i];
      found += truth.found(i, rows);
    }
    return new Pass(nanos, found, searcher.distances() - distancesBefore);
  }
}
