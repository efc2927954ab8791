package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import dev.perigee.cli.VectorInput;
import dev.perigee.cli.bench.limit.Outcome;
import dev.perigee.cli.bench.limit.Parent;
import dev.perigee.index.OpenOptions;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process that opens an index and searches it, and prints a line for each step: opened, warmed
/// up, then one for each pass. Knows nothing of the limit it runs under.
final class SearchChild {

  private final SearchJob job;
  private final PrintStream out;
  private final long passNanosMax;

  private SearchChild(SearchJob job, PrintStream out) {
    this.job = job;
    this.out = out;
    passNanosMax = TimeUnit.SECONDS.toNanos(job.terms().passSeconds());
  }

  /// Searches.
  ///
  /// @param args of a [SearchJob]
  public static void main(String[] args) throws IOException {
    Parent.endWithIt();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new SearchChild(SearchJob.parse(args), out).run();
  }

  private void run() throws IOException {
    try (VectorInput file = VectorInput.open(job.queries(), null, "test")) {
      VectorSource queries = file.indexable();
      Truth truth = Truth.read(job.truth(), queries.count());
      long start = System.nanoTime();
      try (OpenIndex index = open(queries)) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("open_ms", Json.rounded((System.nanoTime() - start) / 1e6, 2));
        say(line);
        search(index, truth);
      }
    }
  }

  private OpenIndex open(VectorSource queries) throws IOException {
    if (!job.isPerigee()) {
      PeerRun run = PeerRun.choose(List.of(job.engine()), job.metric()).getFirst();
      return run.peer()
          .reopen(run.configuration(), new Peer.Saved(job.index(), queries, job.metric()));
    }
    MemorySegment[] loaded = IndexSearcher.load(queries);
    VectorIndex index =
        VectorIndex.open(job.index(), OpenOptions.defaults().withVectors(job.vectors()));
    return new OpenIndex() {
      @Override
      public Searcher client() {
        return new IndexSearcher(index, loaded).byRecall();
      }

      @Override
      public void close() {
        index.close();
      }
    };
  }

  /// A pass in which nothing was done ends those of as many clients: the next try harder.
  private void search(OpenIndex index, Truth truth) throws IOException {
    int measured = truth.queries() - job.terms().warmUp();
    TimedPass warmUp = pass(truth, measured, truth.queries());
    TimedPass pass = pass(truth, 0, measured);
    List<Searcher> clients = new ArrayList<>();
    try {
      clients.add(index.client());
      TimedPass.Result warm = warmUp.run(clients, job.efforts().warmUp());
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("warm_up", warm.done());
      line.put("warm_up_s", Json.rounded(warm.nanos() / 1e9, 2));
      say(line);
      for (int threads : job.terms().threads()) {
        while (clients.size() < threads) {
          clients.add(index.client());
        }
        boolean progress = true;
        for (int i = 0; progress && i < job.efforts().values().size(); i++) {
          progress = measure(pass, clients.subList(0, threads), job.efforts().values().get(i));
        }
      }
    } finally {
      for (Searcher client : clients) {
        client.close();
      }
    }
  }

  private TimedPass pass(Truth truth, int from, int to) {
    return new TimedPass(truth, from, to, passNanosMax, System::nanoTime);
  }

  /// @return whether anything was done
  private boolean measure(TimedPass pass, List<Searcher> clients, int effort) throws IOException {
    long faultsBefore = majorFaults();
    TimedPass.Result result = pass.run(clients, effort);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("threads", clients.size());
    line.put(job.isPerigee() ? "recall_asked" : "ef", job.efforts().printed(effort));
    if (result.done() > 0) {
      line.put("recall", Json.rounded((double) result.found() / result.total(), 4));
      line.put("qps", Json.rounded(result.done() / (result.nanos() / 1e9), 1));
      line.put("p50_us", Json.rounded(result.p50Nanos() / 1e3, 0));
      line.put("p99_us", Json.rounded(result.p99Nanos() / 1e3, 0));
      if (result.vectorsRead() >= 0) {
        line.put("reads", Json.rounded((double) result.vectorsRead() / result.done(), 1));
      }
    }
    line.put("done", result.done());
    if (faultsBefore >= 0) {
      line.put("major_faults", majorFaults() - faultsBefore);
    }
    Outcome outcome =
        result.done() == pass.to() - pass.from()
            ? Outcome.DONE
            : result.done() > 0 ? Outcome.STOPPED : Outcome.NO_PROGRESS;
    line.put("outcome", outcome.label());
    say(line);
    return result.done() > 0;
  }

  private void say(Map<String, Object> line) {
    out.println(Json.line(line));
  }

  /// Pages this process had to wait for since it started; negative where that is not told.
  private static long majorFaults() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // The name of the program is in parentheses and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[9]);
    } catch (IOException | RuntimeException _) {
      return -1;
    }
  }
}
