package dev.perigee.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `perigee index`: work on index files.
@Command(
    name = "index",
    description = "Builds, merges, searches, checks and salvages index files.",
    mixinStandardHelpOptions = true)
final class IndexCommand implements Runnable {

  @Spec private CommandSpec spec;

  /// The command with those below it that the words after `perigee` can mean: one, if they name it,
  /// because picocli would reflect over the others for nothing.
  static CommandLine forWords(String... words) {
    CommandLine index = new CommandLine(new IndexCommand());
    switch (words.length < 2 ? "" : words[1]) {
      case "build" -> index.addSubcommand(IndexBuildCommand.class);
      case "merge" -> index.addSubcommand(IndexMergeCommand.class);
      case "search" -> index.addSubcommand(IndexSearchCommand.class);
      case "info" -> index.addSubcommand(IndexInfoCommand.class);
      case "verify" -> index.addSubcommand(IndexVerifyCommand.class);
      case "salvage" -> index.addSubcommand(IndexSalvageCommand.class);
      default ->
          index
              .addSubcommand(IndexBuildCommand.class)
              .addSubcommand(IndexMergeCommand.class)
              .addSubcommand(IndexSearchCommand.class)
              .addSubcommand(IndexInfoCommand.class)
              .addSubcommand(IndexVerifyCommand.class)
              .addSubcommand(IndexSalvageCommand.class);
    }
    return index;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "index: expected build, merge, search, info, verify or salvage, got none");
  }
}
