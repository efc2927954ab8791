package dev.perigee.cli;

import dev.perigee.index.VectorIndex;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee index verify`: reads all of an index file and says whether it is sound.
@Command(
    name = "verify",
    description =
        "Checks every byte of an index file against its checksums, and its graph for sense.",
    mixinStandardHelpOptions = true)
final class IndexVerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "INDEX", description = "The index file.")
  private Path index;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long bytes = VectorIndex.verify(index);
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", index.toString());
      line.put("bytes", bytes);
      line.put("sound", true);
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      spec.commandLine().getOut().printf("%s: %,d bytes, sound%n", index, bytes);
    }
    return 0;
  }
}
