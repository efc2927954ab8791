package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.Database;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee checkpoint`: keeps a state of a database by links to its files.
@Command(
    name = "checkpoint",
    description =
        "Keeps the database as it is now under a name, by links to its files; or lists and deletes "
            + "what was kept.",
    mixinStandardHelpOptions = true)
final class CheckpointCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Of the checkpoint.")
  private String name;

  @Option(names = "--list", description = "Print the names there are.")
  private boolean list;

  @Option(names = "--delete", description = "Delete the one of this name.")
  private boolean delete;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (list ? name != null || delete : name == null) {
      throw InvalidRequestException.of(
          "checkpoint", "a name, a name with --delete, or --list", list ? "more" : "none of them");
    }
    try (Database database = data.openQuietly()) {
      if (list) {
        printNames(database);
      } else if (delete) {
        delete(database);
      } else {
        create(database);
      }
    }
    return 0;
  }

  private void printNames(Database database) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(Map.of("checkpoints", database.checkpoints())));
    } else {
      database.checkpoints().forEach(out::println);
    }
  }

  private void delete(Database database) {
    if (!database.deleteCheckpoint(name)) {
      throw new NotFoundException("NAME: expected a checkpoint, got none called " + name);
    }
    print("deleted", name, name + ": deleted");
  }

  private void create(Database database) {
    Path folder = database.checkpoint(name);
    print("checkpoint", folder.toString(), folder + ": holds the database as it is now");
  }

  private void print(String key, String value, String text) {
    spec.commandLine().getOut().println(json ? Json.line(Map.of(key, value)) : text);
  }
}
