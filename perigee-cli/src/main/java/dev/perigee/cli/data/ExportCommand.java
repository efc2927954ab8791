package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.formats.record.RecordWriterFormat;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee export`: documents become the records of a file that other programs read.
@Command(
    name = "export",
    description = {
      "Writes the documents of a collection into a file, in the order of their ids, also while"
          + " another process writes to it. The file appears when it is complete, in the place of"
          + " one that was there; a file of text is in gzip where its name ends in .gz.",
      "All but plain vectors can be imported again. What cannot be kept exactly is refused, unless"
          + " --allow-loss is given. Ids are numbers where all of the collection are, else texts."
          + " Exit code 1 if vectors are lost."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  /// The formats there are, for help.
  static final class Formats implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return RecordWriterFormat.all().stream().map(RecordWriterFormat::name).iterator();
    }
  }

  @Parameters(
      index = "0",
      paramLabel = CollectionPath.LABEL,
      description = "The folder of the database, and behind the last slash the collection.")
  private Path source;

  @Parameters(index = "1", paramLabel = "TARGET", description = "The file to write.")
  private Path target;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      completionCandidates = Formats.class,
      description = "${COMPLETION-CANDIDATES} (what the target's extension tells).")
  private String to;

  @Option(
      names = "--vector",
      paramLabel = "NAME",
      description = "Only this vector; once for each (all).")
  private List<String> vectors = List.of();

  @Option(
      names = "--fields",
      paramLabel = "NAMES",
      split = ",",
      description = "Only these fields, between commas (all).")
  private List<String> fields;

  @Option(names = "--no-fields", description = "Ids and vectors only.")
  private boolean noFields;

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only documents that meet this condition, such as 'year >= 2020'.")
  private String where;

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      converter = Instants.class,
      description = "As they were at this time.")
  private Instant asOf;

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description =
          "Write the ids here too, row by row, for a target of vectors alone: .npy or .ibin of"
              + " numbers; .jsonl, .csv of any id and its row.")
  private Path ids;

  @Option(names = "--allow-loss", description = "Write what can be kept, and say what was not.")
  private boolean allowLoss;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CollectionPath path = CollectionPath.of(CollectionPath.LABEL, source);
    requireFile("TARGET", target);
    if (ids != null) {
      requireFile("--ids", ids);
      require("--ids", !same(ids, target), "another file than the target", ids);
    }
    require("--fields", fields == null || !noFields, "it or --no-fields, not both", fields);
    RecordWriterFormat format = format();
    long start = System.nanoTime();
    ExportLosses losses = new ExportLosses(allowLoss);
    try (CollectionView view = CollectionView.open(path.folder(), path.name(), asOf)) {
      Export.Outcome outcome = export(view, format, losses);
      double seconds = (System.nanoTime() - start) / 1e9;
      print(path.name(), format, outcome, losses, seconds);
      return outcome.isWhole() ? 0 : 1;
    }
  }

  private RecordWriterFormat format() {
    try {
      return RecordWriterFormat.of(to, target);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException("--to: " + e.getMessage());
    }
  }

  private Export.Outcome export(
      CollectionView view, RecordWriterFormat format, ExportLosses losses) {
    ExportTable table = ExportTable.of(view.schema(), vectors, noFields ? List.of() : fields);
    if (!format.keepsValues() && !table.fields().isEmpty()) {
      if (!allowLoss || fields != null) {
        throw new InvalidRequestException(
            "--no-fields: expected it, since %s has no place for fields such as %s"
                .formatted(format.name(), table.fields().getFirst().name()));
      }
      losses.addOfAll(format.name() + " has no fields");
      table = table.withoutFields();
    }
    DocumentTest test =
        DocumentTest.of(view.schema(), FilterParser.parse("--where", view.schema(), where));
    Export export =
        new Export(
            new DocumentPages(view.reader(), test, !table.vectors().isEmpty()),
            table,
            ExportedIds.of(view.reader()),
            losses,
            spec.commandLine().getErr());
    // Counting reads all documents where they are those of a condition or of a past moment.
    long total = where == null && asOf == null ? view.reader().count() : -1;
    return export.write(format, target, ids, total);
  }

  private static void requireFile(String label, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    require(label, folder != null && !Files.isDirectory(file), "the path of a file", file);
    if (!Files.isDirectory(folder)) {
      throw new NotFoundException(
          label + ": expected a folder to write into, found none at " + folder);
    }
  }

  private static boolean same(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  private static void require(String label, boolean holds, String expected, Object got) {
    if (!holds) {
      throw InvalidRequestException.of(label, expected, got);
    }
  }

  private void print(
      String name,
      RecordWriterFormat format,
      Export.Outcome outcome,
      ExportLosses losses,
      double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    double perSecond = outcome.written() / Math.max(seconds, 1e-9);
    if (!json) {
      losses.sentences().forEach(loss -> spec.commandLine().getErr().println("not kept: " + loss));
      out.printf(
          "%s: %,d documents written to %s as %s in %.2f s, %,.0f/s%n",
          name, outcome.written(), target, format.name(), seconds, perSecond);
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("collection", name);
    line.put("target", target.toString());
    line.put("format", format.name());
    line.put("written", outcome.written());
    line.put("losses", losses.sentences());
    line.put("seconds", Json.rounded(seconds, 3));
    line.put("perSecond", Json.rounded(perSecond, 0));
    out.println(Json.line(line));
  }
}
