package dev.perigee.cli.data;

import dev.perigee.cli.GraphOptions;
import dev.perigee.cli.Json;
import dev.perigee.db.Database;
import dev.perigee.index.IndexOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee reindex`: changes how a vector field is indexed.
@Command(
    name = "reindex",
    description =
        "Changes how a vector field is indexed, and builds its segments anew. What is not named "
            + "stays as it is; a kind of graph comes with its own defaults.",
    mixinStandardHelpOptions = true)
final class ReindexCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "Its name.")
  private String collection;

  @Parameters(index = "2", paramLabel = "FIELD", description = "The vector field.")
  private String field;

  @Mixin private GraphOptions graph;

  @Option(
      names = "--later",
      description = "Leave the building to the background work of whoever writes next.")
  private boolean later;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Database database = data.openQuietly()) {
      IndexOptions before = database.collection(collection).schema().vector(field).options();
      database.reindex(collection, field, graph.applyTo(before));
      if (!later) {
        database.maintain();
      }
      IndexOptions now = database.collection(collection).schema().vector(field).options();
      print(now, database.stats().mergedRows());
    }
    return 0;
  }

  private void print(IndexOptions now, long rows) {
    if (!json) {
      spec.commandLine()
          .getOut()
          .printf(
              "%s.%s: graph %s, m %d, m0 %d, ef-construction %d, codes %s; %,d rows built anew%n",
              collection,
              field,
              SchemaSpecs.name(now.graph()),
              now.m(),
              now.m0(),
              now.efConstruction(),
              SchemaSpecs.name(now.codes()),
              rows);
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("collection", collection);
    line.put("field", field);
    line.put("graph", now.graph().name());
    line.put("m", now.m());
    line.put("m0", now.m0());
    line.put("efConstruction", now.efConstruction());
    line.put("alpha", now.alpha());
    line.put("codes", now.codes().name());
    line.put("rowsBuilt", rows);
    spec.commandLine().getOut().println(Json.line(line));
  }
}
