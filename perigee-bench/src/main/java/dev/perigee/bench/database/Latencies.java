package dev.perigee.bench.database;

import java.util.Arrays;

/// Times in nanoseconds, and what share of them is below which.
final class Latencies {

  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long value) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = value;
  }

  synchronized int count() {
    return count;
  }

  /// Milliseconds below which a share of the times lies.
  synchronized double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[(int) Math.min(count - 1, share * count)] / 1e6;
  }

  String line() {
    return "p50 %.3f ms, p99 %.3f ms, max %.1f ms (%d)"
        .formatted(millis(.5), millis(.99), millis(1), count());
  }
}
