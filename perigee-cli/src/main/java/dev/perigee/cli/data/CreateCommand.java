package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee create`: a collection, and the database around it where there is none.
@Command(
    name = "create",
    description =
        "Makes a collection, and the database if there is none. For a collection that exists, fields "
            + "may be added behind those it has.",
    mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "Its name.")
  private String collection;

  @Option(
      names = "--vector",
      paramLabel = "NAME:DIMENSION[:METRIC[:TYPE]]",
      description =
          "A vector. Metrics: cosine (if none is named), l2, inner-product, l1, hamming, jaccard. "
              + "Types: f32 (bit for hamming and jaccard), f16, int8, bit.")
  private List<String> vectors = List.of();

  @Option(
      names = "--many",
      paramLabel = "NAME:DIMENSION[:METRIC[:TYPE]]",
      description = "A vector that a document may have several of; the nearest of them counts.")
  private List<String> many = List.of();

  @Option(
      names = "--field",
      paramLabel = "NAME:TYPE",
      description =
          "Another field: integer, float, boolean, keyword, keyword-list, text, timestamp, uuid, "
              + "geo-point, bytes or json.")
  private List<String> fields = List.of();

  @Option(
      names = "--history",
      defaultValue = "0",
      paramLabel = "DURATION",
      description = "How long old versions are kept, such as 30d or 12h, or forever (0).")
  private String history;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Schema schema = schema();
    try (Database database = Database.open(data.path())) {
      print(database.collection(collection, schema));
    }
    return 0;
  }

  private Schema schema() {
    List<VectorField> vectorFields = new ArrayList<>();
    vectors.forEach(word -> vectorFields.add(SchemaSpecs.vector("--vector", word, false)));
    many.forEach(word -> vectorFields.add(SchemaSpecs.vector("--many", word, true)));
    List<Field> others = fields.stream().map(word -> SchemaSpecs.field("--field", word)).toList();
    return new Schema(vectorFields, others, SchemaSpecs.history("--history", history));
  }

  private void print(Collection made) {
    int vectorCount = made.schema().vectors().size();
    int fieldCount = made.schema().fields().size();
    if (!json) {
      spec.commandLine()
          .getOut()
          .printf(
              "%s in %s: %d vector fields, %d other fields, %,d documents%n",
              collection, data.path(), vectorCount, fieldCount, made.count());
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("collection", collection);
    line.put("vectors", vectorCount);
    line.put("fields", fieldCount);
    line.put("documents", made.count());
    spec.commandLine().getOut().println(Json.line(line));
  }
}
