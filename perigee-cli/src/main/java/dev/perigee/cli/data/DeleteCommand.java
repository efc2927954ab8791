package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee delete`: documents go, by id or by a condition.
@Command(
    name = "delete",
    description = "Deletes documents, by their ids or by a condition.",
    mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "A collection that exists.")
  private String collection;

  @Parameters(index = "2..*", arity = "0..*", paramLabel = "ID", description = "Of the documents.")
  private List<String> words = List.of();

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "All that meet this condition, such as 'year < 2020 and not tags = \"kept\"'.")
  private String where;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IdOptions ids;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (words.isEmpty() == (where == null)) {
      throw InvalidRequestException.of(
          "delete", "either ids or --where", where == null ? "neither" : "both");
    }
    long deleted =
        data.write(
            collection,
            target ->
                where == null
                    ? target.deleteAll(words.stream().map(ids::ofWord).toList())
                    : target.deleteWhere(FilterParser.parse("--where", target.schema(), where)));
    if (json) {
      spec.commandLine().getOut().println(Json.line(Map.of("deleted", deleted)));
    } else {
      spec.commandLine().getOut().printf("%s: %,d documents deleted%n", collection, deleted);
    }
    return 0;
  }
}
