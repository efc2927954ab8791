package dev.perigee.cli.data;

import dev.perigee.db.document.Document;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee history`: the versions of a document.
@Command(
    name = "history",
    description =
        "Prints the versions of a document that are kept, the oldest first, a JSON object a line, "
            + "without vectors. Exit code 1 if there are none.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "A collection that exists.")
  private String collection;

  @Parameters(index = "2", paramLabel = "ID", description = "Of the document.")
  private String id;

  @Mixin private IdOptions ids;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (CollectionView view = CollectionView.open(data, collection, null)) {
      DocumentToJson json = new DocumentToJson(view.schema());
      List<Document> versions = view.reader().history(ids.ofWord(id));
      if (versions.isEmpty()) {
        spec.commandLine().getErr().println("perigee: no document with the id " + id);
        return 1;
      }
      versions.forEach(version -> spec.commandLine().getOut().println(json.line(version)));
    }
    return 0;
  }
}
