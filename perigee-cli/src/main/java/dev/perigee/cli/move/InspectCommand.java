package dev.perigee.cli.move;

import dev.perigee.cli.Json;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import java.io.PrintWriter;
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

/// `perigee inspect`: what an index file of another library is and says of itself.
@Command(
    name = "inspect",
    description = {
      "Says what an index file of another library is: library, version, rows, metric, parameters,",
      "what Perigee could not keep of it, and what is unusual. Reads, changes nothing."
    },
    mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path path;

  @Mixin private LibraryOptions libraries;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ForeignIndex index = libraries.open(path)) {
      Map<String, Object> lines = lines(index.description(), index.links() != null);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.line(lines));
      } else {
        lines.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
      }
    }
    return 0;
  }

  private Map<String, Object> lines(ForeignDescription description, boolean linked) {
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("file", path.toString());
    lines.put("library", description.library());
    lines.put("version", description.version());
    lines.put("count", description.count());
    lines.put("removed", description.removed());
    lines.put("dimension", description.dimension());
    lines.put("element", description.elementName());
    lines.put("metric", description.metricName());
    lines.put("graph", linked);
    lines.put("ef", description.searchWidth());
    lines.put("parameters", description.parameters());
    lines.put("losses", description.losses());
    lines.put("oddities", description.oddities());
    return lines;
  }
}
