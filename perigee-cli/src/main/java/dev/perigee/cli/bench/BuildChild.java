package dev.perigee.cli.bench;

import dev.perigee.cli.Json;
import dev.perigee.cli.bench.limit.Parent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/// A process that builds Perigee's index as `perigee bench` would, and prints the line of the
/// build. Knows nothing of the limit it runs under.
final class BuildChild {

  private static final String COMMAND = "bench";

  private BuildChild() {}

  /// What [#main] takes.
  ///
  /// @param original arguments of the command, with or without its name
  static List<String> arguments(Path file, List<String> original) {
    boolean named = !original.isEmpty() && original.getFirst().equals(COMMAND);
    List<String> arguments = new java.util.ArrayList<>(List.of(file.toString()));
    arguments.addAll(named ? original.subList(1, original.size()) : original);
    return arguments;
  }

  /// Builds.
  ///
  /// @param args the file to write, then the arguments of the command
  public static void main(String[] args) {
    Parent.endWithIt();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BenchCommand command = new BenchCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(Arrays.copyOfRange(args, 1, args.length));
    out.println(Json.line(command.build(Path.of(args[0]))));
  }
}
