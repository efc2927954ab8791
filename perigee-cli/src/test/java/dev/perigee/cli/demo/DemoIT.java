package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.embed.minilm.MiniLmEmbedder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The demo from end to end, on 60 glosses: one first start, and later starts on copies of what it
/// made, some of them damaged.
class DemoIT {

  private static final int COUNT = 60;
  @TempDir private static Path first;
  private static Run firstStart;

  @TempDir private Path data;

  private record Run(int code, String out, String err) {}

  @BeforeAll
  static void startFirst() {
    firstStart = run(MiniLmEmbedder::open, first, "--count", "" + COUNT);
  }

  @BeforeEach
  void copyData() throws IOException {
    copy(first, data);
  }

  @Test
  void theFirstStartMeasuresAndAnswers() {
    assertThat(firstStart.err()).isEmpty();
    assertThat(firstStart.code()).isZero();
    assertThat(firstStart.out())
        .contains(
            "60 glosses of WordNet 3.1",
            "inserted",
            "search meanwhile",
            "opened",
            "recall@10",
            "heap used")
        .doesNotContain("on an earlier start")
        .contains(DemoCommand.QUESTIONS)
        .contains("[as of ", "(this text was changed)", "Everything is put back.");
    assertThat(first.resolve("glosses-60.db")).isDirectory();
  }

  @Test
  void aLaterStartNeedsNoModelAndShowsWhatWasMeasured() {
    Run run = run(DemoIT::noModel, data, "--count", "" + COUNT);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("on an earlier start", "recall@10");
    assertThat(hits(run)).isNotEmpty().isEqualTo(hits(firstStart));
  }

  @Test
  void aQuestionLoadsTheModelOnce() {
    String question = "a person who sails the sea";
    Run asked = run(MiniLmEmbedder::open, data, "--count", "" + COUNT, "--query", question);
    Run again = run(DemoIT::noModel, data, "--count", "" + COUNT, "--query", question);
    assertThat(asked.code()).isZero();
    assertThat(hits(asked)).hasSizeGreaterThanOrEqualTo(5).isEqualTo(hits(again));
    assertThat(asked.out()).doesNotContain("recall@10");
  }

  @Test
  void jsonIsAnObjectALine() {
    Run run = run(DemoIT::noModel, data, "--count", "" + COUNT, "--json");
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(1 + DemoCommand.QUESTIONS.size() + 1);
    assertThat(lines.getFirst())
        .startsWith("{\"type\":\"figures\",\"count\":60,")
        .contains("\"builtByEarlierStart\":true", "\"recallAt10\":");
    assertThat(lines.getLast()).startsWith("{\"type\":\"timeTravel\"");
    assertThat(lines.subList(1, lines.size() - 1))
        .allSatisfy(line -> assertThat(line).startsWith("{\"type\":\"answer\"").endsWith("}]}"));
  }

  @Test
  void timeTravelLeavesEverythingAsItWas() {
    String question = DemoCommand.QUESTIONS.getFirst();
    assertThat(run(DemoIT::noModel, data, "--count", "" + COUNT).code()).isZero();
    Run run = run(DemoIT::noModel, data, "--count", "" + COUNT, "--query", question);
    List<String> first = hits(firstStart).subList(0, 1);
    assertThat(hits(run).subList(0, 1)).isEqualTo(first);
  }

  @Test
  void aCutOffSegmentIsMadeAgainWithoutTheModel() throws IOException {
    cut(segment());
    assertMended("glosses-60.db", DemoIT::noModel);
  }

  @Test
  void aSegmentDamagedInsideIsMadeAgain() throws IOException {
    Path index = segment();
    try (FileChannel file = FileChannel.open(index, StandardOpenOption.WRITE)) {
      // all behind the header, so that only a search can notice
      int header = 4096;
      byte[] ones = new byte[(int) Files.size(index) - header];
      Arrays.fill(ones, (byte) 0x7f);
      file.write(ByteBuffer.wrap(ones), header);
    }
    assertMended("glosses-60.db", DemoIT::noModel);
  }

  @Test
  void aDatabaseWithoutItsStoreIsMadeAgain() {
    DemoFolder.deleteTree(data.resolve("glosses-60.db/store"));
    assertMended("glosses-60.db", DemoIT::noModel);
  }

  @Test
  void whatIsAcknowledgedSurvivesAKill() {
    Run run =
        run(DemoIT::noModel, data, "--count", "" + COUNT, "--crash", "--rounds", "2", "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast())
        .startsWith("{\"type\":\"crash\",\"round\":2,")
        .contains("\"lost\":0", "\"searchesCompared\":50");
    assertThat(data.resolve("crash-60.db")).doesNotExist();
  }

  @Test
  void damagedTextsAreReadAgain() throws IOException {
    DemoFolder.deleteTree(data.resolve("glosses-60.db"));
    cut(data.resolve("glosses-60.tsv"));
    assertMended("glosses-60.tsv", DemoIT::noModel);
  }

  @Test
  void damagedVectorsAreEmbeddedAgain() throws IOException {
    DemoFolder.deleteTree(data.resolve("glosses-60.db"));
    cut(data.resolve("glosses-60.fbin"));
    assertMended("glosses-60.fbin", MiniLmEmbedder::open);
  }

  @Test
  void vectorsThatNoIndexTakesAreEmbeddedAgain() throws IOException {
    DemoFolder.deleteTree(data.resolve("glosses-60.db"));
    Path vectors = data.resolve("glosses-60.fbin");
    byte[] bytes = Files.readAllBytes(vectors);
    Arrays.fill(bytes, 8, bytes.length, (byte) 0);
    Files.write(vectors, bytes);
    assertMended("glosses-60.fbin", MiniLmEmbedder::open);
  }

  @Test
  void damagedFiguresAreMeasuredAgain() throws IOException {
    Files.writeString(data.resolve("figures-60.properties"), "recallAt10=often\n");
    assertMended("figures-60.properties", DemoIT::noModel);
  }

  @Test
  void damagedQuestionsAreEmbeddedAgain() throws IOException {
    cut(data.resolve("questions.tsv"));
    assertMended("questions.tsv", MiniLmEmbedder::open);
  }

  @Test
  void wrongCallsAreRefused() {
    assertRefused("--count: expected 1 to 116,919, got 0", "--count", "0");
    assertRefused("--count: expected 1 to 116,919, got 116920", "--count", "116920");
    assertRefused("mutually exclusive", "--count", "5", "--all");
    assertRefused("--rounds: expected --crash beside it, got 2", "--rounds", "2");
    assertRefused("--rounds: expected at least 1, got 0", "--crash", "--rounds", "0");
    assertRefused("--crash: expected no --query beside it", "--crash", "--query", "a cat");
    assertRefused("--query: expected text, got blanks", "--query", " ");
  }

  private void assertRefused(String message, String... args) {
    Run run = run(DemoIT::noModel, data.resolve("none"), args);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(data.resolve("none")).doesNotExist();
  }

  private void assertMended(String file, Function<Path, MiniLmEmbedder> model) {
    Run mending = run(model, data, "--count", "" + COUNT);
    assertThat(mending.code()).isZero();
    assertThat(mending.err().lines())
        .singleElement()
        .asString()
        .startsWith(file + " is damaged and made again (");
    assertThat(hits(mending)).isEqualTo(hits(firstStart));
    Run mended = run(DemoIT::noModel, data, "--count", "" + COUNT);
    assertThat(mended.err()).isEmpty();
    assertThat(hits(mended)).isEqualTo(hits(firstStart));
  }

  /// The lines of answers, which begin with a score or the place of one.
  private static List<String> hits(Run run) {
    return run.out()
        .lines()
        .filter(line -> line.matches(" {2,}[-.\\d]* {2,}.*(noun|verb|adjective|adverb) .*"))
        .toList();
  }

  private static Run run(Function<Path, MiniLmEmbedder> model, Path data, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new DemoCommand(model, Duration.ofMillis(20)))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler((failure, line, parsed) -> {
              line.getErr().println(failure);
              return 1;
            });
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--data";
    all[args.length + 1] = data.toString();
    return new Run(command.execute(all), out.toString(), err.toString());
  }

  private static MiniLmEmbedder noModel(Path folder) {
    throw new AssertionError("expected no model to be loaded, through " + folder);
  }

  private Path segment() throws IOException {
    try (var files = Files.list(data.resolve("glosses-60.db/segments"))) {
      return files.filter(file -> file.toString().endsWith(".prg")).findFirst().orElseThrow();
    }
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() * 2 / 3);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.startsWith(from.resolve("model"))) {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
