package dev.perigee.cli.data;

import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.index.SearchOptions;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee search`: the nearest documents to a vector, or to another document.
@Command(
    name = "search",
    description =
        "Finds the nearest documents to a vector, or to another document. Prints a table on a "
            + "terminal, a JSON object a line elsewhere.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {

  /// What comes with a hit.
  enum With {
    /// The fields.
    FIELDS,
    /// The fields and vectors.
    ALL
  }

  private static final class Near {
    @Option(
        names = "--near",
        paramLabel = "FIELD=[...]",
        description = "A vector field, and the vector as a JSON array.")
    private String vector;

    @Option(
        names = "--near-id",
        paramLabel = "FIELD=ID",
        description =
            "A vector field, and the document whose vector is meant (the first, if it has several); "
                + "the document itself is no hit.")
    private String document;
  }

  private static final class Effort {
    @Option(
        names = "--recall",
        paramLabel = "R",
        description = "Share of the true nearest to find.")
    private Double recall;

    @Option(names = "--ef", paramLabel = "N", description = "Width of the beam.")
    private Integer ef;

    @Option(names = "--exact", description = "Compare every vector.")
    private boolean exact;
  }

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "A collection that exists.")
  private String collection;

  @ArgGroup(multiplicity = "1")
  private Near near;

  @ArgGroup private Effort effort = new Effort();

  @Option(names = "--limit", defaultValue = "10", paramLabel = "N", description = "Hits (10).")
  private int limit;

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description =
          "Only documents that meet this condition, such as 'year >= 2020 and tags in (\"a\", \"b\")'.")
  private String where;

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "In the collection as it was at this time.")
  private Instant asOf;

  @Option(
      names = "--valid-at",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "Only documents that hold at this time.")
  private Instant validAt;

  @Option(
      names = "--with",
      paramLabel = "WHAT",
      description = "What comes with a hit: ${COMPLETION-CANDIDATES} (its id).")
  private With with;

  @Option(names = "--json", description = "Print JSON on a terminal too.")
  private boolean json;

  @Mixin private IdOptions ids;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    // one more, because the document that is asked for would be a hit
    if (limit < 1 || limit >= SearchOptions.K_MAX) {
      throw InvalidRequestException.of("--limit", "1 to " + (SearchOptions.K_MAX - 1), limit);
    }
    try (CollectionView view = CollectionView.open(data, collection, asOf)) {
      List<Hit> hits = near.vector != null ? nearVector(view) : nearDocument(view);
      boolean table = !json && Boolean.getBoolean("perigee.stdout.terminal");
      new HitPrinter(view.schema(), spec.commandLine().getOut()).print(hits, table);
    }
    return 0;
  }

  private List<Hit> nearVector(CollectionView view) {
    String[] words = split("--near", "FIELD=[...]", near.vector);
    VectorField field = view.schema().vector(words[0]);
    Object array = JsonText.parse("--near", words[1]);
    Query query =
        switch (JsonValues.vector(field, "--near", array)) {
          case float[] floats -> Query.near(field.name(), floats);
          case byte[] bytes -> Query.near(field.name(), bytes);
          case Object other -> throw new AssertionError(other);
        };
    return view.reader().search(refined(query, view.schema()).limit(limit));
  }

  private List<Hit> nearDocument(CollectionView view) {
    String[] words = split("--near-id", "FIELD=ID", near.document);
    VectorField field = view.schema().vector(words[0]);
    DocumentId id = ids.ofWord(words[1]);
    byte[] vector = vector(view.reader(), field, id);
    Query query = Query.near(field.name(), MemorySegment.ofArray(vector));
    return view.reader().search(refined(query, view.schema()).limit(limit + 1)).stream()
        .filter(hit -> !hit.id().equals(id))
        .limit(limit)
        .toList();
  }

  private static byte[] vector(DocumentReader reader, VectorField field, DocumentId id) {
    Document document = reader.get(id);
    if (document == null) {
      throw new NotFoundException("--near-id: expected a document, got none with the id " + id);
    }
    return switch (document.get(field.name())) {
      case byte[] one -> one;
      case List<?> many -> (byte[]) many.getFirst();
      case null, default ->
          throw InvalidRequestException.of(
              "--near-id", "a document with a vector in " + field.name(), id);
    };
  }

  private Query refined(Query query, Schema schema) {
    Query refined = query;
    Filter filter = FilterParser.parse("--where", schema, where);
    refined = filter == null ? refined : refined.where(filter);
    refined = validAt == null ? refined : refined.validAt(validAt);
    refined = effort.recall == null ? refined : refined.recall(effort.recall);
    refined = effort.ef == null ? refined : refined.ef(effort.ef);
    refined = effort.exact ? refined.asExact() : refined;
    return switch (with) {
      case null -> refined;
      case FIELDS -> refined.withFields();
      case ALL -> refined.withDocuments();
    };
  }

  private static String[] split(String option, String expected, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw InvalidRequestException.of(option, expected, text);
    }
    return new String[] {text.substring(0, equals), text.substring(equals + 1)};
  }
}
