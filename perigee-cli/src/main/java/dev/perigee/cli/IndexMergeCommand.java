package dev.perigee.cli;

import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.VectorIndex;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee index merge`: several index files become one.
@Command(
    name = "merge",
    description = {
      "Makes one index file of several; vectors keep their ids.",
      "The graph of the largest is copied, the vectors of the others are inserted."
    },
    mixinStandardHelpOptions = true)
final class IndexMergeCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The merged index file; may be one of those merged.")
  private Path out;

  @Parameters(arity = "1..*", paramLabel = "INDEX", description = "The index files, two or more.")
  private List<Path> inputs;

  @Option(names = "--threads", description = "Threads of the merge (all processors).")
  private Integer threads;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    try (Progress progress = new Progress("Merging", -1, " vectors");
        IndexBuilder builder = VectorIndex.merge(inputs, this::changed, progress)) {
      long merged = System.nanoTime();
      long bytes = builder.write(out);
      print(builder, (merged - start) / 1e9, (System.nanoTime() - merged) / 1e9, bytes);
    }
    return 0;
  }

  private IndexOptions changed(IndexOptions options) {
    return threads == null ? options : options.withThreads(threads);
  }

  private void print(IndexBuilder builder, double mergeSeconds, double writeSeconds, long bytes) {
    int dimension = builder.options().dimension();
    if (!json) {
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d vectors of %d dimensions from %d files, merged in %.1f s, written in %.2f s,"
                  + " %,d bytes%n",
              out, builder.count(), dimension, inputs.size(), mergeSeconds, writeSeconds, bytes);
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("file", out.toString());
    line.put("inputs", inputs.size());
    line.put("count", builder.count());
    line.put("dimension", dimension);
    line.put("merge_s", Json.rounded(mergeSeconds, 3));
    line.put("save_s", Json.rounded(writeSeconds, 3));
    line.put("bytes", bytes);
    spec.commandLine().getOut().println(Json.line(line));
  }
}
