package dev.perigee.cli.bench;

import dev.perigee.cli.BuildOptions;
import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.OpenOptions;
import dev.perigee.index.RerankCopy;
import dev.perigee.index.VectorAccess;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
///
/// With `--peers` other engines follow, by the same code on the same data. With `--plot` the
/// command is another one: [PlotCommand].
@Command(
    name = "bench",
    description = "Measures build, open and search; prints one JSON object a line.",
    footer = {"", "To draw such lines: bench --plot FILE.svg|FILE.png [--name DS] LINES..."},
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

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

  @Option(
      names = "--vectors",
      defaultValue = "MAPPED",
      paramLabel = "HOW",
      description = "How vectors are got at for the last order: ${COMPLETION-CANDIDATES} (MAPPED).")
  private VectorAccess vectors;

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

  @Mixin private PeerOptions peers;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<PeerRun> runs = peers.choose(build.metric());
    Path folder = Files.createTempDirectory("perigee-bench");
    Path file = keep == null ? folder.resolve("bench.prg") : keep;
    try (BenchData data =
        BenchData.open(
            origin, query, new BenchData.Size(count, queries, dimension), build.seed())) {
      Truth known = peers.only() ? Truth.of(data, build, truth) : measure(data, file, folder);
      for (PeerRun run : runs) {
        run.measure(terms(data, known));
      }
    } finally {
      Files.deleteIfExists(folder.resolve("bench.prg"));
      Files.deleteIfExists(folder.resolve("queries.fbin"));
      Files.deleteIfExists(folder);
    }
    return 0;
  }

  private Truth measure(BenchData data, Path file, Path folder) throws IOException {
    VectorSource base = data.base();
    IndexOptions options = build.toIndexOptions(base.dimension(), base.elementType());
    Lines lines = lines(data);
    Map<String, Object> line = new LinkedHashMap<>();
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
    line.put(
        "open_ms", Json.rounded(OpenTime.medianMillis(() -> VectorIndex.open(file)::close), 2));
    line.put("bytes", Files.size(file));
    try (VectorIndex index = VectorIndex.open(file, OpenOptions.defaults().withVectors(vectors))) {
      lines.print(line);
      lines.print(new ColdStart(file, data, folder).measure());
      Truth known = Truth.of(index, data, truth);
      IndexSearcher searcher = new IndexSearcher(index, data.queries());
      new Sweep(searcher, known, passes).run(lines, Sweep.Efforts.WIDTHS);
      new Sweep(searcher.byRecall(), known, passes)
          .run(lines.withConfiguration(lines.cfg() + " recall"), Sweep.Efforts.RECALLS);
      return known;
    }
  }

  /// What the graph is walked on, and what the last order is made on.
  private String kindOfRows(BenchData data) {
    IndexOptions options = build.toIndexOptions(data.base().dimension(), data.base().elementType());
    String vectors = options.elementType().name();
    String rerank = options.rerank() == RerankCopy.VECTORS ? vectors : options.rerank().name();
    String rows = options.codes() == CodeKind.NONE ? vectors : options.codes() + "+" + rerank;
    return rows.toLowerCase(Locale.ROOT);
  }

  private Lines lines(BenchData data) {
    IndexOptions options = build.toIndexOptions(data.base().dimension(), data.base().elementType());
    String graph =
        options.graph() == GraphKind.VAMANA
            ? "vamana R=%d L=%d alpha=%s"
                .formatted(options.m0(), options.efConstruction(), options.alpha())
            : "M=%d efC=%d".formatted(options.m(), options.efConstruction());
    String cfg = graph + " " + kindOfRows(data);
    return new Lines("perigee", dataSet(data), cfg, spec.commandLine().getOut());
  }

  private PeerRun.Terms terms(BenchData data, Truth known) {
    VectorSource base = data.base();
    int threads = build.toIndexOptions(base.dimension(), base.elementType()).threads();
    return new PeerRun.Terms(
        new Peer.Task(
            base,
            data.queries(),
            build.metric(),
            build.levelledM(),
            build.levelledEfConstruction(),
            threads),
        known,
        passes,
        dataSet(data),
        spec.commandLine().getOut());
  }

  private String dataSet(BenchData data) {
    return name == null ? data.name() : name;
  }
}
