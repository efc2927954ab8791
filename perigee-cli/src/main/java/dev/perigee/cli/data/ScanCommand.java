package dev.perigee.cli.data;

import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import dev.perigee.error.InvalidRequestException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee scan`: documents in the order of their ids.
@Command(
    name = "scan",
    description =
        "Prints documents in the order of their ids, a JSON object a line, as put takes them. "
            + "Exit code 1 if vectors of one are lost. For files, also those that other programs"
            + " read, see export.",
    mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {

  /// What is printed beside id and fields.
  enum With {
    /// The fields.
    FIELDS,
    /// The vectors too.
    ALL
  }

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "A collection that exists.")
  private String collection;

  @Option(names = "--after", paramLabel = "ID", description = "Only documents behind this id.")
  private String after;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (all).")
  private Long limit;

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only documents that meet this condition, such as 'year >= 2020'.")
  private String where;

  @Option(
      names = "--with",
      defaultValue = "FIELDS",
      paramLabel = "WHAT",
      description = "What is printed: ${COMPLETION-CANDIDATES} (FIELDS; ALL has the vectors too).")
  private With with;

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "As they were at this time.")
  private Instant asOf;

  @Mixin private IdOptions ids;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (limit != null && limit < 1) {
      throw InvalidRequestException.of("--limit", "at least 1", limit);
    }
    try (CollectionView view = CollectionView.open(data, collection, asOf)) {
      return scan(view, limit == null ? Long.MAX_VALUE : limit) ? 0 : 1;
    }
  }

  /// @return whether all documents were whole
  private boolean scan(CollectionView view, long wanted) {
    DocumentTest test =
        DocumentTest.of(view.schema(), FilterParser.parse("--where", view.schema(), where));
    DocumentPages pages = new DocumentPages(view.reader(), test, with == With.ALL);
    DocumentToJson json = new DocumentToJson(view.schema());
    PrintWriter out = spec.commandLine().getOut();
    long left = wanted;
    boolean whole = true;
    Object from = after == null ? null : ids.ofWord(after);
    try (DocumentReader.Scan scan = view.reader().scanAfter(from)) {
      while (left > 0 && scan.hasNext()) {
        for (Document document : pages.next(scan)) {
          if (left-- > 0) {
            out.println(json.line(document));
            whole &= !DocumentToJson.tellLost(document, spec.commandLine().getErr());
          }
        }
        if (out.checkError()) {
          return whole; // nobody reads any more, as behind head
        }
      }
    }
    return whole;
  }
}
