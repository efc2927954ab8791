package dev.perigee.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `perigee index`: work on one index file.
@Command(
    name = "index",
    description = "Builds, searches and checks one index file.",
    mixinStandardHelpOptions = true,
    subcommands = {
      IndexBuildCommand.class,
      IndexSearchCommand.class,
      IndexInfoCommand.class,
      IndexVerifyCommand.class
    })
final class IndexCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "index: expected build, search, info or verify, got none");
  }
}
