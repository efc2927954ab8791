package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs the queries one by one on one thread for a row of efforts; the best of several passes
/// counts. Every engine is measured by this code.
final class Sweep {

  /// How hard a search tries: what a searcher is given, and what is printed as `ef`.
  ///
  /// @param values given to the searcher
  /// @param warmUp the one to warm up with
  /// @param unit what a value is divided by before it is printed
  record Efforts(List<Integer> values, int warmUp, int unit) {

    /// Widths of the beam.
    static final Efforts WIDTHS =
        new Efforts(List.of(10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400), 64, 1);

    /// Recalls to be reached, in thousandths.
    static final Efforts RECALLS =
        new Efforts(List.of(800, 850, 900, 930, 950, 970, 980, 990, 995, 999), 950, 1000);

    /// The few recalls that a search under a memory limit is asked for.
    static final Efforts RECALLS_LIMITED = new Efforts(List.of(900, 950, 990), 950, 1000);

    /// What is printed for a value.
    Number printed(int value) {
      return unit == 1 ? (Number) value : (Number) ((double) value / unit);
    }
  }

  private static final int WARM_UP_PASSES = 3;
  private static final long WARM_UP_NANOS = 2_000_000_000;

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

  /// Warms up, then prints recall, speed and latency for each effort.
  void run(Lines lines, Efforts efforts) throws IOException {
    long start = System.nanoTime();
    for (int pass = 0; pass < WARM_UP_PASSES || System.nanoTime() - start < WARM_UP_NANOS; pass++) {
      pass(efforts.warmUp());
    }
    for (int effort : efforts.values()) {
      lines.print(measure(effort, efforts.printed(effort)));
    }
  }

  private Map<String, Object> measure(int width, Object printed) throws IOException {
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
    line.put("ef", printed);
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
