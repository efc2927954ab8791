package dev.perigee.cli;

import dev.perigee.cli.bench.BenchCommand;
import dev.perigee.cli.bench.PlotCommand;
import dev.perigee.cli.data.DataCommands;
import dev.perigee.cli.demo.DemoCommand;
import dev.perigee.cli.move.ConvertCommand;
import dev.perigee.cli.move.InspectCommand;
import dev.perigee.error.ErrorCode;
import dev.perigee.error.PerigeeException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The entry point: finds the command, and turns what it throws into a message and an exit code.
///
/// Exit codes: 0 ok, 1 failed, 2 the call was wrong.
@Command(
    name = "perigee",
    description = "A vector database, and vector indexes, in files.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Spec private CommandSpec spec;

  /// Runs the command and ends the process with its exit code.
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    out.flush();
    if (code != OK) {
      System.exit(code);
    }
  }

  /// Runs the command.
  ///
  /// @return the exit code
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new Main());
    addCommands(command, args);
    return command
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::report)
        .execute(args);
  }

  /// Adds the command that is asked for, or all if that cannot be told: picocli reflects over every
  /// command it knows, and over all of them longer than a search takes.
  private static void addCommands(CommandLine command, String... args) {
    String name = args.length == 0 ? "" : args[0];
    switch (name) {
      case "index" -> command.addSubcommand(IndexCommand.forWords(args));
      case "bench" -> command.addSubcommand(benchOrPlot(args));
      case "demo" -> command.addSubcommand(DemoCommand.class);
      case "inspect" -> command.addSubcommand(InspectCommand.class);
      case "convert" -> command.addSubcommand(ConvertCommand.class);
      default -> addDataCommands(command, name, args);
    }
  }

  private static void addDataCommands(CommandLine command, String name, String... args) {
    Class<?> asked = DataCommands.find(name);
    if (asked != null) {
      command.addSubcommand(asked);
      return;
    }
    DataCommands.all().forEach(command::addSubcommand);
    command
        .addSubcommand(IndexCommand.forWords(args))
        .addSubcommand(InspectCommand.class)
        .addSubcommand(ConvertCommand.class)
        .addSubcommand(benchOrPlot(args))
        .addSubcommand(DemoCommand.class);
  }

  private static Class<?> benchOrPlot(String... args) {
    return PlotCommand.isAskedForBy(args) ? PlotCommand.class : BenchCommand.class;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "command: expected one, got none");
  }

  private static int report(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    ErrorCode code = failure instanceof PerigeeException e ? e.code() : null;
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    if (parsed.originalArgs().contains("--json")) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", code == null ? failure.getClass().getSimpleName() : code.name());
      error.put("message", message);
      command.getErr().println(Json.line(error));
    } else {
      command.getErr().println("perigee: " + message);
    }
    return code == null ? FAILED : exitCode(code);
  }

  private static int exitCode(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST -> USAGE;
      case NOT_FOUND,
          CONFLICT,
          LIMIT_EXCEEDED,
          CORRUPTION,
          UNSUPPORTED_VERSION,
          STORAGE,
          CLOSED,
          CANCELLED ->
          FAILED;
    };
  }

  /// Says which Perigee and which Java this is.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"perigee 0.1.0-SNAPSHOT", "Java " + Runtime.version()};
    }
  }
}
