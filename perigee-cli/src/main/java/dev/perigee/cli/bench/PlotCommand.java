package dev.perigee.cli.bench;

import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee bench --plot`: what `bench` is when it is to draw instead of to measure. A command of
/// its own, because what a measurement requires means nothing to a picture, and the other way
/// round.
@Command(
    name = "bench",
    description = "Draws recall against queries a second, one curve for each engine and set-up.",
    mixinStandardHelpOptions = true)
public final class PlotCommand implements Callable<Integer> {

  @Option(
      names = "--plot",
      required = true,
      paramLabel = "FILE",
      description = "The picture to write: *.svg or *.png.")
  private Path target;

  @Option(
      names = "--name",
      paramLabel = "DS",
      description = "Which data set to draw; required if the lines are about several.")
  private String dataSet;

  @Parameters(
      arity = "1..*",
      paramLabel = "LINES",
      description = "Files of JSON lines as bench and its peers print them.")
  private List<Path> lines;

  @Spec private CommandSpec spec;

  /// Whether the words after `perigee` ask for this command.
  public static boolean isAskedForBy(String... words) {
    return words.length > 0
        && words[0].equals("bench")
        && Arrays.stream(words)
            .anyMatch(word -> word.equals("--plot") || word.startsWith("--plot="));
  }

  @Override
  public Integer call() {
    Plotter plotter =
        ServiceLoader.load(Plotter.class)
            .findFirst()
            .orElseThrow(() ->
                InvalidRequestException.of(
                    "--plot", "perigee-bench on the class path", "a class path without it"));
    plotter.plot(new Plotter.Request(target, dataSet, lines, spec.commandLine().getErr()));
    return 0;
  }
}
