package dev.perigee.bench.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/// Calls at a fixed rate, whether or not the earlier ones have returned in time: the time of a call
/// counts from when it was due, so that a stall is charged to everybody who would have come.
final class OfferedLoad {

  private final List<Thread> threads = new ArrayList<>();
  private final Latencies latencies = new Latencies();
  private final AtomicLong calls = new AtomicLong();
  private final long endNanos;
  private volatile boolean stopped;

  /// @param ratePerSecond calls of all threads together
  /// @param call given the number of the call
  OfferedLoad(int threadCount, double ratePerSecond, int seconds, LongConsumer call) {
    long start = System.nanoTime() + 1_000_000;
    endNanos = start + seconds * 1_000_000_000L;
    double interval = 1e9 / ratePerSecond;
    for (int thread = 0; thread < threadCount; thread++) {
      int first = thread;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (long i = first; !stopped; i += threadCount) {
                  long due = start + (long) (i * interval);
                  if (due > endNanos || System.nanoTime() > endNanos + 5_000_000_000L) {
                    return;
                  }
                  for (long wait = due - System.nanoTime();
                      wait > 0;
                      wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                  }
                  call.accept(i);
                  latencies.add(System.nanoTime() - due);
                  calls.incrementAndGet();
                }
              }));
    }
  }

  /// Waits for the end.
  ///
  /// @return calls
  long await() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    return calls.get();
  }

  long stop() throws InterruptedException {
    stopped = true;
    return await();
  }

  Latencies latencies() {
    return latencies;
  }
}
