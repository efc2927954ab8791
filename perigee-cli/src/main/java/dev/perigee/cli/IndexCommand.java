package dev.perigee.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `perigee index`: work on index files.
@Command(
    name = "index",
    description = "Builds, merges, searches and checks index files.",
    mixinStandardHelpOptions = true,
    subcommands = {
      IndexBuildCommand.class,
      IndexMergeCommand.class,
      IndexSearchCommand.class,
      IndexInfoCommand.class,
      IndexVerifyCommand.class
    })
final class IndexCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "index: expected build, merge, search, info or verify, got none");
  }
}
