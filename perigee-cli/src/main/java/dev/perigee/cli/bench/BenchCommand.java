package dev.perigee.cli.bench;

import dev.perigee.cli.BuildOptions;
import dev.perigee.cli.Json;
import dev.perigee.cli.bench.limit.Confinement;
import dev.perigee.cli.bench.limit.MemoryGroups;
import dev.perigee.cli.bench.limit.Outcome;
import dev.perigee.error.InvalidRequestException;
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

  private static final String DONE = Outcome.DONE.label();

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
      split = ",",
      paramLabel = "HOW",
      description =
          "How vectors are got at for the last order: ${COMPLETION-CANDIDATES} (MAPPED; READ with"
              + " --memory-limit, where it can be both).")
  private List<VectorAccess> vectors;

  @Option(names = "--name", description = "What to call the data set.")
  private String name;

  @Option(
      names = "--passes",
      defaultValue = "3",
      description = "Passes over the queries for each width; the best one counts (3).")
  private int passes;

  @Option(names = "--keep", paramLabel = "FILE", description = "Where to keep the index file.")
  private Path keep;

  @Option(
      names = "--reuse",
      description = "Do not build what an earlier run left with --keep or in --peer-folder.")
  private boolean reuse;

  @Option(names = "--json", description = "The output is always JSON; here for uniformity.")
  @SuppressWarnings("UnusedVariable") // picocli wants a place for the option
  private boolean json;

  @Mixin private BuildOptions build;

  @Mixin private PeerOptions peers;

  @Mixin private LimitOptions limits;

  @Spec private CommandSpec spec;

  private final Confinement confinement;

  /// The command.
  public BenchCommand() {
    this(MemoryGroups.ofThisMachine());
  }

  /// @param confinement where processes run under a limit
  BenchCommand(Confinement confinement) {
    this.confinement = confinement;
  }

  @Override
  public Integer call() throws IOException {
    List<PeerRun> runs = peers.choose(build.metric());
    Path folder = Files.createTempDirectory("perigee-bench");
    Path file = keep == null ? folder.resolve("bench.prg") : keep;
    try (BenchData data = open()) {
      require(data.queries().count(), file, folder);
      if (limits.search() == null) {
        Truth known = peers.only() ? Truth.of(data, build, truth) : measure(data, file, folder);
        for (PeerRun run : runs) {
          run.measure(terms(data, known));
        }
      } else {
        measureLimited(data, file, folder, runs);
      }
    } finally {
      PeerFolder.delete(folder);
    }
    return 0;
  }

  /// The work of a process that builds under a limit.
  ///
  /// @return what is printed of it
  Map<String, Object> build(Path file) {
    try (BenchData data = open()) {
      return OwnIndex.build(data, build, file);
    }
  }

  private BenchData open() {
    return BenchData.open(
        origin, query, new BenchData.Size(count, queries, dimension), build.seed());
  }

  /// Refuses before anything long is begun.
  ///
  /// @param asked how many queries there are
  private void require(long asked, Path file, Path folder) throws IOException {
    if (reuse && keep == null && peers.folder() == null) {
      throw InvalidRequestException.of("--reuse", "--keep or --peer-folder beside it", "neither");
    }
    if (peers.folder() != null && limits.search() == null) {
      throw InvalidRequestException.of("--peer-folder", "--memory-limit beside it", "none");
    }
    if (accesses().size() > 1 && limits.search() == null) {
      throw InvalidRequestException.of("--vectors", "one without --memory-limit", vectors);
    }
    if (limits.build() != null && !build.spills()) {
      throw InvalidRequestException.of("--build-limit", "--spill beside it", "none");
    }
    if (limits.any()) {
      limits.require(asked);
      confinement.require();
      Limits.requireDisk(folder);
      Limits.requireDisk(file.toAbsolutePath().getParent());
      Limits.requireDisk(peers.folder() == null ? folder : peers.folder());
    }
  }

  private List<VectorAccess> accesses() {
    VectorAccess usual = limits.search() == null ? VectorAccess.MAPPED : VectorAccess.READ;
    return vectors == null ? List.of(usual) : vectors;
  }

  /// Every index is closed before anybody searches: what this process has mapped stays in the page
  /// cache, and would come for nothing.
  private void measureLimited(BenchData data, Path file, Path folder, List<PeerRun> runs)
      throws IOException {
    boolean there = peers.only() ? findIndex(data, file) : makeIndex(data, file);
    Truth known;
    if (there) {
      try (VectorIndex index = VectorIndex.open(file)) {
        known = Truth.of(index, data, truth);
      }
    } else {
      known = Truth.of(data, build, truth);
    }
    LimitedBench limited =
        new LimitedBench(
            new Limits(confinement), limits, data.queries(), known, build.metric(), folder);
    if (there && !peers.only()) {
      limited.perigee(file, accesses(), lines(data));
    }
    for (PeerRun run : runs) {
      limited.peer(
          run, terms(data, known), peers.folder() == null ? folder : peers.folder(), reuse);
    }
  }

  /// Whether there is an index from an earlier run that knows the truth.
  private boolean findIndex(BenchData data, Path file) {
    boolean found = reuse && Files.exists(file);
    if (found) {
      OwnIndex.requireReusable(data, build, file);
    }
    return found;
  }

  /// Builds the index, or finds it, and prints the line of it.
  ///
  /// @return whether there is one now
  private boolean makeIndex(BenchData data, Path file) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    if (findIndex(data, file)) {
      line.put("reused", true);
    } else if (limits.build() == null) {
      line = OwnIndex.build(data, build, file);
    } else {
      List<String> arguments =
          BuildChild.arguments(file, spec.commandLine().getParseResult().originalArgs());
      line = new Limits(confinement).build(arguments, limits.build(), limits.buildHeap());
    }
    boolean made = line.getOrDefault("outcome", DONE).equals(DONE);
    if (made) {
      line.put(
          "open_ms", Json.rounded(OpenTime.medianMillis(() -> VectorIndex.open(file)::close), 2));
      line.put("bytes", Files.size(file));
    }
    lines(data).print(line);
    return made;
  }

  private Truth measure(BenchData data, Path file, Path folder) throws IOException {
    if (!makeIndex(data, file)) {
      return Truth.of(data, build, truth);
    }
    Lines lines = lines(data);
    OpenOptions how = OpenOptions.defaults().withVectors(accesses().getFirst());
    try (VectorIndex index = VectorIndex.open(file, how)) {
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
