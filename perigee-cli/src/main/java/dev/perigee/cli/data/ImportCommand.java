package dev.perigee.cli.data;

import dev.perigee.cli.Json;
import dev.perigee.cli.Progress;
import dev.perigee.cli.move.AdoptionOptions;
import dev.perigee.cli.move.IdMap;
import dev.perigee.cli.move.LibraryOptions;
import dev.perigee.cli.move.MovedIndex;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Field;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordOptions.VectorRule;
import dev.perigee.formats.record.RecordProblem;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
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

/// `perigee import`: records of other databases' exports become documents.
@Command(
    name = "import",
    description = {
      "Brings a file into a collection: records of other databases, or an index with its graph.",
      "Records go into a collection that is made if there is none: JSON lines, JSON documents as",
      "Qdrant, Chroma, Pinecone, Weaviate and Milvus export them, CSV, Parquet, Arrow; gzip around",
      "them or not. What a file is, its content tells.",
      "An index of hnswlib, USearch, hnsw_rs, FAISS or DiskANN, or a file of Perigee's own, becomes",
      "a new collection with its graph, all at once; into one that is there go its vectors. So does",
      "a data set (fbin, npy, HDF5 ...), of which a graph is built; its rows are the ids.",
      "An import that was ended goes on where it was; a document that comes twice is there once."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  private static final int CHUNK = 512;

  @Parameters(paramLabel = "SOURCE", description = "The file.")
  private Path source;

  @Option(
      names = "--into",
      required = true,
      paramLabel = CollectionPath.LABEL,
      description = "The folder of the database, and behind the last slash the collection.")
  private Path into;

  @Option(names = "--id", paramLabel = "COLUMN", description = "The id (id, _id, key, pk, uuid).")
  private String id;

  @Option(
      names = "--vector",
      paramLabel = "COLUMN",
      description = "A vector; once for each (what is usual).")
  private List<String> vectors = List.of();

  @Option(
      names = "--vectors-optional",
      description =
          "A row without any vector is fine; else it is a bad one, if the first has some.")
  private boolean vectorsOptional;

  @Option(
      names = "--field",
      paramLabel = "NAME:TYPE",
      description =
          "A field of the new collection. What is in no field goes into one of type json, payload.")
  private List<String> fields = List.of();

  @Option(
      names = "--id-map",
      paramLabel = "FILE",
      description =
          "The ids of an index, CSV or JSON lines of its numbers and of ids (its numbers are ids).")
  private Path idMap;

  @Option(
      names = {"--dataset", "--array"},
      paramLabel = "NAME",
      description = "Which data set of HDF5 (train), or array of an npz.")
  private String dataset;

  @Mixin private LibraryOptions libraries;
  @Mixin private AdoptionOptions adoption;

  @Option(
      names = "--skip-bad",
      description = "Go on behind a row that does not fit; how many is told at the end.")
  private boolean skipBad;

  @Option(names = "--restart", description = "Begin with the first row again.")
  private boolean restart;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  private long skipped;

  @Override
  public Integer call() {
    CollectionPath target = CollectionPath.of("--into", into);
    String name = target.name();
    List<Field> asked = fields.stream().map(word -> SchemaSpecs.field("--field", word)).toList();
    if (libraries.isNamed() || MovedIndex.isOne(source)) {
      importIndex(target.folder(), name, asked);
      return 0;
    }
    if (dataset != null) {
      throw InvalidRequestException.of("--dataset", "HDF5 or npz for SOURCE", source);
    }
    if (idMap != null) {
      throw InvalidRequestException.of("--id-map", "an index for SOURCE", source);
    }
    RecordOptions options =
        RecordOptions.DEFAULT
            .withId(id)
            .withVectors(vectors.toArray(String[]::new))
            .withVectorRule(vectorsOptional ? VectorRule.OPTIONAL : VectorRule.AS_THE_FIRST)
            .withBadRows(skipBad ? this::skip : null);
    RecordSource.open(source, options, 0).close(); // refused before a database is made
    long start = System.nanoTime();
    ImportedDocuments documents = new ImportedDocuments(source, options, metric(), asked);
    try (Database database = Database.open(target.folder())) {
      Collection collection = documents.collection(database, name);
      ImportPosition position = new ImportPosition(target.folder(), name, source);
      long first = restart ? 0 : position.read();
      long written = write(database, collection, documents, position, options, first);
      print(name, first, written, (System.nanoTime() - start) / 1e9);
    }
    return 0;
  }

  private Metric metric() {
    return libraries.metric() == null ? Metric.COSINE : libraries.metric();
  }

  private void importIndex(Path folder, String name, List<Field> asked) {
    if (vectors.size() > 1) {
      throw InvalidRequestException.of("--vector", "one for an index", vectors);
    }
    long start = System.nanoTime();
    try (MovedIndex index = MovedIndex.openAny(source, dataset, libraries, adoption);
        IdMap ids = idMap == null ? null : IdMap.read(idMap, id)) {
      String vector = vectors.isEmpty() ? null : vectors.getFirst();
      IndexImport moved = new IndexImport(source, index, ids, vector, asked);
      moved.requireIds();
      IndexImport.Result result;
      try (Database database = Database.open(folder)) {
        result = moved.into(database, name, folder);
      }
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("collection", name);
      line.putAll(moved.line(result));
      line.put("seconds", Json.rounded((System.nanoTime() - start) / 1e9, 3));
      if (json) {
        spec.commandLine().getOut().println(Json.line(line));
      } else {
        line.forEach((key, value) -> spec.commandLine().getOut().printf("%-10s %s%n", key, value));
      }
    }
  }

  private long write(
      Database database,
      Collection collection,
      ImportedDocuments documents,
      ImportPosition position,
      RecordOptions options,
      long first) {
    DocumentBatches batches =
        new DocumentBatches(
            database,
            collection,
            false,
            CHUNK,
            (row, failure) -> refuse("row " + row + ": " + failure.getMessage()));
    try (RecordSource records = RecordSource.open(source, options, first);
        Progress progress = new Progress("Importing", -1, " rows")) {
      long next = first;
      try {
        int pending = 0;
        for (SourceRecord record = records.next(); record != null; record = records.next()) {
          add(batches, documents, collection, record, records.hasJsonAsText());
          next = record.position().nextRow();
          if (++pending == CHUNK) {
            batches.flush();
            position.write(next);
            pending = 0;
          }
          progress.update(next - first, -1);
        }
      } finally {
        // what stands before a row that ends it all is written too
        batches.flush();
        position.write(next);
      }
      records.notes().forEach(note -> spec.commandLine().getErr().println(note));
    }
    return batches.written();
  }

  private void add(
      DocumentBatches batches,
      ImportedDocuments documents,
      Collection collection,
      SourceRecord record,
      boolean jsonAsText) {
    try {
      batches.add(
          documents.document(collection.schema(), record, jsonAsText), record.position().row());
    } catch (InvalidRequestException e) {
      refuse(record.position() + ": " + e.getMessage());
    }
  }

  private void skip(RecordProblem problem) {
    skipped++;
    spec.commandLine().getErr().println(problem);
  }

  private void refuse(String message) {
    if (!skipBad) {
      throw new InvalidRequestException(source + " " + message);
    }
    skipped++;
    spec.commandLine().getErr().println(source + " " + message);
  }

  private void print(String name, long first, long written, double seconds) {
    double perSecond = written / Math.max(seconds, 1e-9);
    if (!json) {
      String from = first == 0 ? "" : ", from row %,d on".formatted(first);
      String more = skipped == 0 ? "" : ", %,d bad rows skipped".formatted(skipped);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d documents written in %.2f s, %,.0f/s%s%s%n",
              name, written, seconds, perSecond, from, more);
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("collection", name);
    line.put("first", first);
    line.put("written", written);
    line.put("skipped", skipped);
    line.put("seconds", Json.rounded(seconds, 3));
    line.put("perSecond", Json.rounded(perSecond, 0));
    spec.commandLine().getOut().println(Json.line(line));
  }
}
