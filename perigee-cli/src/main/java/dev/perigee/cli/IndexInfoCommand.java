package dev.perigee.cli;

import dev.perigee.index.IndexOptions;
import dev.perigee.index.IndexStatistics;
import dev.perigee.index.RecallCurve;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.GraphKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
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
      Map<String, Object> fields = fields(opened, openMillis);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.line(fields));
      } else {
        fields.forEach((name, value) -> out.printf("%-16s %s%n", name, value));
      }
    }
    return 0;
  }

  private static Map<String, Object> fields(VectorIndex index, double openMillis) {
    IndexOptions options = index.options();
    IndexStatistics statistics = index.statistics();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", statistics.count());
    fields.put("dimension", statistics.dimension());
    fields.put("metric", statistics.metric().name());
    fields.put("elementType", statistics.elementType().name());
    fields.put("uniqueIds", options.uniqueIds());
    fields.put("linked", options.linked());
    fields.put("graph", options.graph().name());
    fields.put("m", options.m());
    fields.put("m0", options.m0());
    fields.put("efConstruction", options.efConstruction());
    fields.put("levelFactor", Json.rounded(options.levelFactor(), 6));
    if (options.graph() == GraphKind.VAMANA) {
      fields.put("alpha", Json.rounded(options.alpha(), 3));
    }
    fields.put("seed", options.seed());
    fields.put("codes", options.codes().name());
    fields.put("rerank", options.rerank().name());
    fields.put("levels", statistics.levels());
    fields.put("degreeMean", Json.rounded(statistics.degreeMean(), 2));
    fields.put("degreeMax", statistics.degreeMax());
    if (options.linked()) {
      fields.put("reachable", statistics.reachable());
    }
    fields.put("bytesBySection", statistics.bytesBySection());
    fields.put("bytes", statistics.bytes());
    fields.put("kernels", statistics.kernels());
    for (RecallCurve curve : statistics.recallCurves()) {
      fields.put("recallAt" + curve.k(), steps(curve));
    }
    fields.put("openMillis", Json.rounded(openMillis, 3));
    return fields;
  }

  /// Recall and the distances it costs, where a step finds more than the one before.
  private static Map<String, Object> steps(RecallCurve curve) {
    Map<String, Object> steps = new LinkedHashMap<>();
    for (RecallCurve.Step step : curve.steps()) {
      steps.putIfAbsent(
          String.format(Locale.ROOT, "%.3f", step.recall()), Math.round(step.distances()));
    }
    return steps;
  }
}
