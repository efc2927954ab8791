package dev.perigee.cli;

import dev.perigee.index.VectorIndex;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee index info`: what an index file holds.
@Command(
    name = "info",
    description = "Says what an index file holds and how it was built.",
    mixinStandardHelpOptions = true)
final class IndexInfoCommand implements Callable<Integer> {

  @Parameters(paramLabel = "INDEX", description = "The index file.")
  private Path index;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    try (VectorIndex opened = VectorIndex.open(index)) {
      double openMillis = (System.nanoTime() - start) / 1e6;
      Map<String, Object> fields = IndexFields.of(opened);
      fields.put("openMillis", Json.rounded(openMillis, 3));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.line(fields));
      } else {
        fields.forEach((name, value) -> out.printf("%-16s %s%n", name, value));
      }
    }
    return 0;
  }
}
