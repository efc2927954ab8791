package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.Database;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee restore`: a database out of a backup.
@Command(
    name = "restore",
    description = "Makes a database of the newest backup in a folder.",
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FOLDER", description = "Of the backups.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "DATA", description = "The new folder of the database.")
  private Path target;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Database.restore(folder, target);
    if (json) {
      spec.commandLine().getOut().println(Json.line(Map.of("database", target.toString())));
    } else {
      spec.commandLine().getOut().printf("%s: restored from %s%n", target, folder);
    }
    return 0;
  }
}
