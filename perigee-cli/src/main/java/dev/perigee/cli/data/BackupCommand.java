package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.Backup;
import dev.perigee.db.Database;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee backup`: a copy of a database in another folder.
@Command(
    name = "backup",
    description =
        "Copies the database into a folder outside of it. Files that an earlier backup has put there "
            + "are not copied again.",
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "FOLDER", description = "Of the backups.")
  private Path folder;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Database database = data.openQuietly()) {
      Backup.Result result = database.backup(folder);
      if (json) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sequence", result.sequence());
        line.put("files", result.files());
        line.put("bytes", result.bytes());
        line.put("copiedFiles", result.copiedFiles());
        line.put("copiedBytes", result.copiedBytes());
        spec.commandLine().getOut().println(Json.line(line));
      } else {
        spec.commandLine()
            .getOut()
            .printf(
                "%s: %,d files, %,d bytes, of which %,d files, %,d bytes were copied%n",
                folder, result.files(), result.bytes(), result.copiedFiles(), result.copiedBytes());
      }
    }
    return 0;
  }
}
