package dev.perigee.cli.demo;

import dev.perigee.cli.Progress;
import dev.perigee.embed.minilm.MiniLmEmbedder;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `perigee demo`: fills a database with English definitions and answers questions in words.
@Command(
    name = "demo",
    description =
        "Finds definitions by their meaning: embeds the glosses of WordNet 3.1 in this process, "
            + "inserts them into a database, and answers questions in words. The first start takes "
            + "about half a minute for 10,000 glosses; later ones open what it made.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  /// The built-in questions. Their best answers are in the samples of 500 glosses, 2,000 and
  /// 10,000, each of which is part of the next.
  static final List<String> QUESTIONS =
      List.of(
          "a machine that clears the road in winter",
          "being nervous around strangers",
          "a program that secretly attacks your computer",
          "the time when alcohol was illegal",
          "sailors turn against those in command",
          "a boat stuck on the beach");

  private static final int COUNT_DEFAULT = 10_000;

  /// Few enough that all built-in answers fit on a screen.
  private static final int HITS_BUILT_IN = 3;

  private static final int HITS_ASKED = 5;

  private static final int ROUNDS = 3;

  private static final class Size {
    @Option(
        names = "--count",
        paramLabel = "N",
        description = "How many glosses, evenly from all of WordNet (10,000).")
    private Integer count;

    @Option(names = "--all", description = "All 116,919 glosses; takes some minutes at first.")
    private boolean all;
  }

  @ArgGroup private Size size = new Size();

  @Option(names = "--query", paramLabel = "TEXT", description = "Answer this one question and end.")
  private String query;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where data is kept ($$PERIGEE_DATA, or else perigee/demo among the caches).")
  private Path data;

  @Option(
      names = "--crash",
      description = "Kill a process that inserts, and prove that nothing acknowledged is lost.")
  private boolean crash;

  @Option(names = "--rounds", paramLabel = "N", description = "How often to kill it (3).")
  private Integer rounds;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Function<Path, MiniLmEmbedder> embedders;
  private final Duration measuringTime;

  /// For the command line.
  public DemoCommand() {
    this(MiniLmEmbedder::open, Duration.ofSeconds(1));
  }

  /// @param embedders loads the model through a folder, if it is needed
  /// @param measuringTime how long to search for the speed
  DemoCommand(Function<Path, MiniLmEmbedder> embedders, Duration measuringTime) {
    this.embedders = embedders;
    this.measuringTime = measuringTime;
  }

  @Override
  public Integer call() {
    int count = checkedCount();
    if (query != null && query.isBlank()) {
      throw refusal("--query", "text", query.isEmpty() ? "none" : "blanks");
    }
    if (rounds != null && (!crash || rounds < 1)) {
      throw refusal("--rounds", crash ? "at least 1" : "--crash beside it", rounds);
    }
    if (crash && query != null) {
      throw refusal("--crash", "no --query beside it", query);
    }
    DemoConsole console = new DemoConsole(spec.commandLine().getErr(), Progress.isTerminal());
    DemoFolder folder = DemoFolder.open(root(), count, Instant.now(), console::say);
    try (LazyModel model = new LazyModel(() -> embedders.apply(folder.model()));
        Demo demo = Demo.open(folder, count, model, console)) {
      if (crash) {
        demo.crash(System.nanoTime()).run(rounds == null ? ROUNDS : rounds, report()::crash);
      } else {
        demo.measureOnce(measuringTime);
        show(demo, report());
      }
    }
    return 0;
  }

  private DemoReport report() {
    return json
        ? new JsonReport(spec.commandLine().getOut())
        : new TextReport(spec.commandLine().getOut());
  }

  private void show(Demo demo, DemoReport report) {
    if (query != null) {
      if (json) {
        report.figures(demo.summary());
      }
      report.answer(demo.answer(query, HITS_ASKED));
      return;
    }
    demo.learn(QUESTIONS);
    report.figures(demo.summary());
    QUESTIONS.forEach(question -> report.answer(demo.answer(question, HITS_BUILT_IN)));
    report.travel(demo.travel(QUESTIONS.getFirst()));
    if (!json) {
      converse(demo, report);
    }
  }

  // whether there is a console depends on the modules of the JDK and on its settings
  @SuppressWarnings("SystemConsoleNull")
  private void converse(Demo demo, DemoReport report) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return;
    }
    try (BufferedReader in = new BufferedReader(console.reader())) {
      new Conversation(in, spec.commandLine().getOut())
          .run(question -> report.answer(demo.answer(question, HITS_ASKED)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from the terminal", e);
    }
  }

  private int checkedCount() {
    if (size.all) {
      return WordNetGlosses.COUNT;
    }
    int count = size.count == null ? COUNT_DEFAULT : size.count;
    if (count < 1 || count > WordNetGlosses.COUNT) {
      throw refusal("--count", String.format(Locale.ROOT, "1 to %,d", WordNetGlosses.COUNT), count);
    }
    return count;
  }

  private Path root() {
    return data != null
        ? data
        : DemoFolder.defaultRoot(
            System.getenv(),
            System.getProperty("os.name"),
            Path.of(System.getProperty("user.home")));
  }

  private ParameterException refusal(String option, String expected, Object got) {
    return new ParameterException(
        spec.commandLine(), option + ": expected " + expected + ", got " + got);
  }
}
