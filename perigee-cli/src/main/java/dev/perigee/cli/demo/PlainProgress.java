package dev.perigee.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Progress as whole lines, for a log: one every few seconds, with rate and time left.
///
/// A task that ends before the first line is due says nothing.
final class PlainProgress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter out;
  private final String task;
  private final LongSupplier clockNanos;
  private final long startNanos;
  private long lineNanos;

  PlainProgress(PrintWriter out, String task, LongSupplier clockNanos) {
    this.out = out;
    this.task = task;
    this.clockNanos = clockNanos;
    startNanos = clockNanos.getAsLong();
    lineNanos = startNanos;
  }

  void update(long done, long total) {
    long now = clockNanos.getAsLong();
    if (now - lineNanos < INTERVAL_NANOS || done == 0) {
      return;
    }
    lineNanos = now;
    double seconds = (now - startNanos) / 1e9;
    double perSecond = done / seconds;
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d (%d %%), %,.0f/s, %.0f s left",
            task,
            done,
            total,
            100 * done / total,
            perSecond,
            (total - done) / perSecond));
    out.flush();
  }
}
