package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.Database;
import dev.perigee.db.ReadOnlyDatabase;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perigee stats`: what a database holds.
@Command(
    name = "stats",
    description = "Says what a database holds, beside whoever writes to it.",
    mixinStandardHelpOptions = true)
final class StatsCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ReadOnlyDatabase database = Database.openReadOnly(data.existing())) {
      StatsReport report = new StatsReport(database, database.stats());
      if (json) {
        spec.commandLine().getOut().println(Json.line(report.object()));
      } else {
        report.print(spec.commandLine().getOut());
      }
    }
    return 0;
  }
}
