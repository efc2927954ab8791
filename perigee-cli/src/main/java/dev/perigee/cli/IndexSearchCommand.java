package dev.perigee.cli;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.Hit;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.VectorSource;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee index search`: the nearest vectors to each row of a file.
@Command(
    name = "search",
    description = "Finds the nearest vectors to each row of a file.",
    mixinStandardHelpOptions = true)
final class IndexSearchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "INDEX", description = "The index file.")
  private Path index;

  @Option(
      names = "--query",
      required = true,
      paramLabel = "FILE",
      description = "Vectors: fbin, f16bin, u8bin, i8bin, bbin, fvecs, bvecs, npy, npz or HDF5.")
  private Path query;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Which data set of HDF5 (test), or array of an npz.")
  private String dataset;

  @Option(names = "-k", defaultValue = "10", description = "Hits for each query (10).")
  private int k;

  @Option(names = "--ef", description = "Width of the beam (64, or k if that is larger).")
  private Integer ef;

  @Option(
      names = "--recall",
      description = "Share of the true nearest to find, above 0 up to 1, in place of --ef.")
  private Double recall;

  @Option(names = "--exact", description = "Compare every vector.")
  private boolean exact;

  @Option(names = "--limit", paramLabel = "N", description = "Only the first N queries.")
  private Long limit;

  @Option(names = "--json", description = "Print one JSON object a query.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SearchOptions options = SearchOptions.nearest(k);
    options = ef == null ? options : options.ef(ef);
    if (ef != null && recall != null) {
      throw InvalidRequestException.of("--recall", "none with --ef", recall);
    }
    options = recall == null ? options : options.recall(recall);
    options = exact ? options.asExact() : options;
    if (limit != null && limit < 1) {
      throw InvalidRequestException.of("--limit", "at least 1", limit);
    }
    long start = System.nanoTime();
    try (VectorIndex opened = VectorIndex.open(index);
        VectorInput file = VectorInput.open(query, dataset, "test")) {
      double openMillis = (System.nanoTime() - start) / 1e6;
      VectorSource rows = file.queries(opened.options().elementType());
      requireFitting(opened, rows);
      MemorySegment vector =
          Arena.ofAuto().allocate(rows.elementType().vectorBytes(rows.dimension()), 64);
      long count = limit == null ? rows.count() : Math.min(limit, rows.count());
      for (long row = 0; row < count; row++) {
        rows.read(row, vector, 0);
        print(row, opened.search(vector, options), openMillis);
      }
    }
    return 0;
  }

  private void requireFitting(VectorIndex opened, VectorSource rows) {
    if (rows.dimension() != opened.options().dimension()) {
      throw InvalidRequestException.of(
          "--query", "dimension " + opened.options().dimension(), rows.dimension());
    }
    if (rows.elementType() != opened.options().elementType()) {
      throw InvalidRequestException.of(
          "--query", opened.options().elementType() + " values", rows.elementType());
    }
  }

  private void print(long row, SearchResult result, double openMillis) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(object(row, result, openMillis)));
      return;
    }
    out.printf(
        "query %d  (%.0f us, %,d distances)%n",
        row, result.statistics().elapsedNanos() / 1e3, result.statistics().distanceComputations());
    for (int i = 0; i < result.hits().size(); i++) {
      Hit hit = result.hits().get(i);
      out.printf("%4d  id %-12d score %.6f%n", i + 1, hit.id(), hit.score());
    }
  }

  private static Map<String, Object> object(long row, SearchResult result, double openMillis) {
    List<Map<String, Object>> hits = new ArrayList<>();
    for (Hit hit : result.hits()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("id", hit.id());
      object.put("score", hit.score());
      object.put("distance", hit.distance());
      hits.add(object);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("query", row);
    line.put("open_ms", Json.rounded(openMillis, 3));
    line.put("search_us", result.statistics().elapsedNanos() / 1000);
    line.put("distances", result.statistics().distanceComputations());
    line.put("hits", hits);
    return line;
  }
}
