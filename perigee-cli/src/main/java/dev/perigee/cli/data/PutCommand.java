package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee put`: lines of JSON become documents.
@Command(
    name = "put",
    description = {
      "Writes documents, a JSON object a line: {\"id\": 1, \"title\": \"...\", \"embedding\": [0.1, "
          + "...]}.",
      "Ids are integers or strings; times ISO-8601; bytes Base64; geo-points {\"lat\": 1, \"lon\": "
          + "2}; several vectors an array of arrays; \"_valid\": {\"validFrom\": ..., "
          + "\"validUntil\": ..., \"validReason\": ...} says when a document holds.",
      "A line that does not fit ends it, with exit code 2; the lines before it are written."
    },
    mixinStandardHelpOptions = true)
final class PutCommand implements Callable<Integer> {

  private static final int CHUNK_MAX = 512;

  @Mixin private DataFolder data;

  @Parameters(index = "1", paramLabel = "COLLECTION", description = "A collection that exists.")
  private String collection;

  @Parameters(
      index = "2",
      arity = "0..1",
      defaultValue = "-",
      paramLabel = "FILE",
      description = "The lines (- or nothing: the standard input).")
  private String file;

  @Option(names = "--update", description = "What a line does not name stays; null takes it away.")
  private boolean update;

  @Option(names = "--skip-bad", description = "Go on behind a line that does not fit.")
  private boolean skipBad;

  @Option(
      names = "--chunk",
      defaultValue = "512",
      paramLabel = "N",
      description = "Documents of one commit, 1 to 512 (512).")
  private int chunk;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IdOptions ids;

  @Spec private CommandSpec spec;

  private long skipped;

  @Override
  public Integer call() {
    if (chunk < 1 || chunk > CHUNK_MAX) {
      throw InvalidRequestException.of("--chunk", "1 to " + CHUNK_MAX, chunk);
    }
    try (Database database = data.open();
        DocumentLines lines = DocumentLines.open(file, System.in);
        Progress progress = new Progress("Writing", lines.lengthBytes(), " bytes")) {
      write(database, lines, progress);
    }
    return 0;
  }

  private void write(Database database, DocumentLines lines, Progress progress) {
    Collection target = database.collection(collection);
    DocumentFromJson reader = new DocumentFromJson(target.schema(), ids, update);
    DocumentBatches batches = new DocumentBatches(database, target, update, chunk, this::refuse);
    long start = System.nanoTime();
    for (String line = lines.next(); line != null; line = lines.next()) {
      try {
        batches.add(reader.document(JsonText.parseObject("line", line)), lines.line());
      } catch (RefusedLine e) {
        throw e.toRequest();
      } catch (InvalidRequestException e) {
        refuseParsed(batches, lines.line(), e);
      }
      progress.update(lines.readBytes(), lines.lengthBytes());
    }
    flush(batches);
    print(batches.written(), (System.nanoTime() - start) / 1e9);
  }

  /// What stands before a line that ends it all is written first.
  private void refuseParsed(DocumentBatches batches, long line, InvalidRequestException failure) {
    if (!skipBad) {
      flush(batches);
    }
    try {
      refuse(line, failure);
    } catch (RefusedLine e) {
      throw e.toRequest();
    }
  }

  private static void flush(DocumentBatches batches) {
    try {
      batches.flush();
    } catch (RefusedLine e) {
      throw e.toRequest();
    }
  }

  private void refuse(long line, PerigeeException failure) {
    if (!skipBad) {
      throw new RefusedLine("line " + line + ": " + failure.getMessage());
    }
    skipped++;
    spec.commandLine().getErr().println("line " + line + ": " + failure.getMessage());
  }

  /// Goes through the code that tries a batch again, which looks for refusals of the database.
  private static final class RefusedLine extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedLine(String message) {
      super(message);
    }

    InvalidRequestException toRequest() {
      return new InvalidRequestException(getMessage());
    }
  }

  private void print(long written, double seconds) {
    double perSecond = written / Math.max(seconds, 1e-9);
    if (!json) {
      String more = skipped == 0 ? "" : ", %,d bad lines skipped".formatted(skipped);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d documents written in %.2f s, %,.0f/s%s%n",
              collection, written, seconds, perSecond, more);
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("collection", collection);
    line.put("written", written);
    line.put("skipped", skipped);
    line.put("seconds", Json.rounded(seconds, 3));
    line.put("perSecond", Json.rounded(perSecond, 0));
    spec.commandLine().getOut().println(Json.line(line));
  }
}
