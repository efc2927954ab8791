package dev.perigee.cli.bench;

import dev.perigee.cli.BuildOptions;
import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.RerankCopy;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perigee bench`: one JSON object a line, as every peer prints them, so that curves can be laid
/// over each other: the build once, the start of a fresh process once, then recall and speed for
/// each width of the beam.
@Command(
    name = "bench",
    description = "Measures build, open and search; prints one JSON object a line.",
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

  private static final int[] WIDTHS = {10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400};

  private static final int OPENS = 9;

  /// The kinds of index there are to measure.
  enum Kind {
    HNSW
  }

  @ArgGroup(multiplicity = "1")
  private BenchData.Origin origin;

  @Option(
      names = "--query",
      paramLabel = "FILE",
      description = "Queries; by default the last rows of --base, which are held out.")
  private Path query;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "Row numbers of the true nearest, best first: ibin or ivecs (computed by default).")
  private Path truth;

  @Option(names = "--count", description = "Vectors to generate, or to take from --base.")
  private Integer count;

  @Option(names = "--dimension", defaultValue = "128", description = "Dimension to generate (128).")
  private int dimension;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      description = "Queries to generate, or to hold out of --base (1,000).")
  private int queries;

  @Option(names = "--index", defaultValue = "hnsw", description = "Kind of index: hnsw.")
  @SuppressWarnings("UnusedVariable") // there is one kind so far
  private Kind kind;

  @Option(names = "--name", description = "What to call the data set.")
  private String name;

  @Option(
      names = "--passes",
      defaultValue = "3",
      description = "Passes over the queries for each width; the best one counts (3).")
  private int passes;

  @Option(names = "--keep", paramLabel = "FILE", description = "Where to keep the index file.")
  private Path keep;

  @Option(names = "--json", description = "The output is always JSON; here for uniformity.")
  @SuppressWarnings("UnusedVariable") // picocli wants a place for the option
  private boolean json;

  @Mixin private BuildOptions build;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("perigee-bench");
    Path file = keep == null ? folder.resolve("bench.prg") : keep;
    try (BenchData data =
        BenchData.open(
            origin, query, new BenchData.Size(count, queries, dimension), build.seed())) {
      measure(data, file, folder);
    } finally {
      Files.deleteIfExists(folder.resolve("bench.prg"));
      Files.deleteIfExists(folder.resolve("queries.fbin"));
      Files.deleteIfExists(folder);
    }
    return 0;
  }

  private void measure(BenchData data, Path file, Path folder) throws IOException {
    VectorSource base = data.base();
    IndexOptions options = build.toIndexOptions(base.dimension(), base.elementType());
    Map<String, Object> line = prefix(data);
    line.put("threads", options.threads());
    long start = System.nanoTime();
    try (IndexBuilder builder = VectorIndex.builder(options);
        Progress progress = new Progress("Building", base.count(), " vectors")) {
      builder.addAll(base, progress);
      long built = System.nanoTime();
      line.put("build_s", Json.rounded((built - start) / 1e9, 2));
      builder.write(file);
      line.put("save_s", Json.rounded((System.nanoTime() - built) / 1e9, 3));
    }
    line.put("open_ms", Json.rounded(medianOpenMillis(file), 2));
    line.put("bytes", Files.size(file));
    try (VectorIndex index = VectorIndex.open(file)) {
      print(line);
      Map<String, Object> cold = prefix(data);
      cold.putAll(new ColdStart(file, data, folder).measure());
      print(cold);
      Sweep sweep = new Sweep(index, data, Truth.of(index, data, truth), passes);
      for (int width : WIDTHS) {
        Map<String, Object> result = prefix(data);
        result.putAll(sweep.measure(width));
        print(result);
      }
    }
  }

  private static double medianOpenMillis(Path file) {
    double[] opens = new double[OPENS];
    for (int i = 0; i < OPENS; i++) {
      long start = System.nanoTime();
      try (VectorIndex _ = VectorIndex.open(file)) {
        opens[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(opens);
    return opens[OPENS / 2];
  }

  private Map<String, Object> prefix(BenchData data) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("lib", "perigee");
    line.put("ds", name == null ? data.name() : name);
    line.put("cfg", "M=" + build.m() + " efC=" + build.efConstruction() + " " + kindOfRows(data));
    return line;
  }

  /// What the graph is walked on, and what the last order is made on.
  private String kindOfRows(BenchData data) {
    IndexOptions options = build.toIndexOptions(data.base().dimension(), data.base().elementType());
    String vectors = options.elementType().name();
    String rerank = options.rerank() == RerankCopy.VECTORS ? vectors : options.rerank().name();
    String rows = options.codes() == CodeKind.NONE ? vectors : options.codes() + "+" + rerank;
    return rows.toLowerCase(Locale.ROOT);
  }

  private void print(Map<String, Object> line) {
    spec.commandLine().getOut().println(Json.line(line));
    spec.commandLine().getOut().flush();
  }
}
