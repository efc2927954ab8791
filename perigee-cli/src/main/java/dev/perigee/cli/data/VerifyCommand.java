package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.Database;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `perigee verify`: reads all of a database and says whether it is sound.
@Command(
    name = "verify",
    description =
        "Checks every byte of the segments against its checksums, and reads every document with its "
            + "vectors; while nobody writes. Exit code 1 if anything is damaged.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Verification verification;
    try (Database database = data.openQuietly()) {
      verification = Verification.of(database, data.path());
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean sound = verification.findings().isEmpty();
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("database", data.path().toString());
      line.put("files", verification.files());
      line.put("bytes", verification.bytes());
      line.put("documents", verification.documents());
      line.put("sound", sound);
      line.put("findings", verification.findings());
      out.println(Json.line(line));
    } else {
      verification.findings().forEach(out::println);
      out.printf(
          "%s: %,d segment files, %,d bytes, %,d documents, %s%n",
          data.path(),
          verification.files(),
          verification.bytes(),
          verification.documents(),
          sound ? "sound" : "damaged");
    }
    return sound ? 0 : 1;
  }
}
