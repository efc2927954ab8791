package dev.perigee.cli.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Asks some of the queries once, several clients at a time, and stops when its time is over: where
/// every page is read again and again, a pass has no end.
///
/// @param truth of all queries
/// @param from the first query to ask
/// @param to the one after the last
/// @param nanosMax after which no query is begun
/// @param clock in nanoseconds
record TimedPass(Truth truth, int from, int to, long nanosMax, LongSupplier clock) {

  /// What was done of it.
  ///
  /// @param done queries
  /// @param nanos from the first to the end of the last
  /// @param found of the true nearest of these queries
  /// @param total of the true nearest of these queries
  /// @param vectorsRead by these searches; negative where that is not counted
  /// @param p50Nanos half of the queries took no longer; 0 if none was done
  /// @param p99Nanos 99 in 100 of the queries took no longer; 0 if none was done
  record Result(
      int done,
      long nanos,
      long found,
      long total,
      long vectorsRead,
      long p50Nanos,
      long p99Nanos) {}

  /// Asks.
  ///
  /// @param clients one for each thread
  /// @param effort given to each search
  Result run(List<Searcher> clients, int effort) throws IOException {
    AtomicInteger next = new AtomicInteger(from);
    long start = clock.getAsLong();
    List<Callable<Share>> tasks = new ArrayList<>();
    for (Searcher client : clients) {
      tasks.add(() -> ask(client, effort, next, start));
    }
    List<Share> shares = inParallel(tasks);
    long nanos = clock.getAsLong() - start;
    long[] latencies =
        shares.stream().flatMapToLong(share -> Arrays.stream(share.nanos)).sorted().toArray();
    return new Result(
        latencies.length,
        nanos,
        shares.stream().mapToLong(share -> share.found).sum(),
        shares.stream().mapToLong(share -> share.total).sum(),
        shares.stream().mapToLong(share -> share.vectorsRead).sum(),
        quantile(latencies, 0.5),
        quantile(latencies, 0.99));
  }

  private static long quantile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * share)];
  }

  /// What one client did.
  private static final class Share {
    private final long[] nanos;
    private final long found;
    private final long total;
    private final long vectorsRead;

    Share(long[] nanos, long found, long total, long vectorsRead) {
      this.nanos = nanos;
      this.found = found;
      this.total = total;
      this.vectorsRead = vectorsRead;
    }
  }

  private Share ask(Searcher client, int effort, AtomicInteger next, long start)
      throws IOException {
    long readBefore = client.vectorsRead();
    long[] nanos = new long[to - from];
    int done = 0;
    long found = 0;
    long total = 0;
    while (clock.getAsLong() - start < nanosMax) {
      int query = next.getAndIncrement();
      if (query >= to) {
        break;
      }
      long before = clock.getAsLong();
      int[] rows = client.search(query, effort);
      nanos[done++] = clock.getAsLong() - before;
      found += truth.found(query, rows);
      total += truth.size(query);
    }
    long read = readBefore < 0 ? -1 : client.vectorsRead() - readBefore;
    return new Share(Arrays.copyOf(nanos, done), found, total, read);
  }

  private static List<Share> inParallel(List<Callable<Share>> tasks) throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
      List<Share> shares = new ArrayList<>();
      for (Future<Share> share : threads.invokeAll(tasks)) {
        shares.add(share.get());
      }
      return shares;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw new IOException("a search failed", e.getCause());
    }
  }
}
