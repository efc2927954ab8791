package dev.perigee.cli.move;

import dev.perigee.cli.Json;
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

/// `perigee inspect`: what a file is and says of itself.
@Command(
    name = "inspect",
    description = {
      "Says what a file is, by its content: an index, a data set or records.",
      "Tells its version, rows, dimension, element, metric, parameters, what Perigee",
      "could not keep of it, and what is unusual. Reads, changes nothing."
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
    FileType type = libraries.isNamed() ? FileType.LIBRARY : FileType.of(path);
    Map<String, Object> lines = new LinkedHashMap<>();
    lines.put("file", path.toString());
    switch (type) {
      case INDEX -> IndexReport.add(path, lines);
      case NPY, NPZ -> ArrayReport.add(path, type, lines);
      case HDF5 -> BenchmarkReport.add(path, lines);
      case DATASET -> DatasetReport.add(path, lines);
      case LIBRARY -> LibraryReport.add(path, libraries, lines);
      case RECORDS -> RecordReport.add(path, lines);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(lines));
    } else {
      lines.forEach((name, value) -> out.printf("%-16s %s%n", name, value));
    }
    return 0;
  }
}
