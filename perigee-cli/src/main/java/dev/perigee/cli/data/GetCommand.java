package dev.perigee.cli.data;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee get`: documents by their ids.
@Command(
    name = "get",
    description =
        "Prints documents with their vectors, a JSON object a line. Exit code 1 if one is missing, "
            + "or vectors of one are lost.",
    mixinStandardHelpOptions = true)
final class GetCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "A collection that exists.")
  private String collection;

  @Parameters(index = "2..*", arity = "1..*", paramLabel = "ID", description = "Of the documents.")
  private List<String> words;

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
    int missing = 0;
    List<DocumentId> wanted = words.stream().map(ids::ofWord).toList();
    try (CollectionView view = CollectionView.open(data, collection, asOf)) {
      DocumentToJson json = new DocumentToJson(view.schema());
      List<Document> documents = view.reader().getAll(wanted);
      for (int i = 0; i < wanted.size(); i++) {
        if (documents.get(i) == null) {
          spec.commandLine().getErr().println("perigee: no document with the id " + wanted.get(i));
          missing++;
        } else {
          spec.commandLine().getOut().println(json.line(documents.get(i)));
          boolean lost = DocumentToJson.tellLost(documents.get(i), spec.commandLine().getErr());
          missing += lost ? 1 : 0;
        }
      }
    }
    return missing == 0 ? 0 : 1;
  }
}
