package dev.perigee.cli.data;

import dev.perigee.cli.Progress;
import dev.perigee.cli.move.IdMap;
import dev.perigee.cli.move.MovedIndex;
import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Field;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.record.SourceRecord;
import dev.perigee.index.IndexOptions;
import dev.perigee.vector.ElementType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Brings an index into a collection: into a new one with its graph, into one that is there vector
/// by vector.
///
/// @param source the file
/// @param index which stays the caller's
/// @param ids of the rows by the numbers of the index; null where these are the ids
/// @param vector name of the field of the vectors; null for what is usual
/// @param fields of a new collection, besides the vectors and the payload
record IndexImport(Path source, MovedIndex index, IdMap ids, String vector, List<Field> fields) {

  private static final int CHUNK = 512;

  /// What was done.
  ///
  /// @param written documents, or vectors where these were written one by one
  /// @param graph what became of the graph
  record Result(long written, String graph) {}

  /// Brings it in.
  ///
  /// @param folder of the database
  Result into(Database database, String name, Path folder) {
    return database.collections().contains(name)
        ? put(database, database.collection(name))
        : adopt(database, name, folder);
  }

  /// Looks whether each row has an id, before a database is made for them.
  ///
  /// @throws InvalidRequestException if one has none
  void requireIds() {
    for (long row = 0; ids != null && row < index.vectors().count(); row++) {
      if (!index.removed().test((int) row)) {
        ids.require(index.vectors().id(row));
      }
    }
  }

  private String vectorName() {
    return vector == null ? SourceRecord.DEFAULT_VECTOR : vector;
  }

  private DocumentId id(long row) {
    long number = index.vectors().id(row);
    return ids == null ? DocumentId.of(number) : ids.id(number);
  }

  private Result adopt(Database database, String name, Path folder) {
    IndexOptions options = index.options(folder);
    List<Field> all = new ArrayList<>(fields);
    all.add(new Field(ImportedDocuments.PAYLOAD, FieldType.JSON));
    VectorField field = new VectorField(vectorName(), options, index.isMany());
    Schema schema = new Schema(List.of(field), all, Duration.ZERO);
    IndexedDocuments documents =
        new IndexedDocuments(
            index.vectors(), index.links(), index.removed(), index.removedCount(), this::id);
    try (Progress progress = new Progress("Importing", index.vectors().count(), " vectors")) {
      Collection made = database.adopt(name, schema, vectorName(), documents, progress);
      return new Result(made.count(), index.links() == null ? "built" : "taken over");
    }
  }

  /// The collection links them in its own graph.
  private Result put(Database database, Collection collection) {
    VectorField field = field(collection);
    DocumentBatches batches =
        new DocumentBatches(
            database,
            collection,
            true,
            CHUNK,
            (row, failure) -> {
              throw new InvalidRequestException(
                  source + " row " + row + ": " + failure.getMessage());
            });
    byte[] bytes = new byte[field.vectorBytes()];
    try (Progress progress = new Progress("Importing", index.vectors().count(), " vectors")) {
      for (long row = 0; row < index.vectors().count(); row++) {
        if (!index.removed().test((int) row)) {
          index.vectors().read(row, MemorySegment.ofArray(bytes), 0);
          batches.add(Document.of(id(row)).vector(field.name(), bytes.clone()), row);
        }
        progress.update(row + 1, index.vectors().count());
      }
      batches.flush();
    }
    return new Result(batches.written(), "left behind: the collection has its own");
  }

  private VectorField field(Collection collection) {
    VectorField field = collection.schema().vector(vectorName());
    ElementType type = index.vectors().elementType();
    if (index.isMany()) {
      throw InvalidRequestException.of(
          "--into",
          "a new collection for an index of several vectors for an id",
          collection.name());
    }
    if (field.options().elementType() != type
        || field.options().dimension() != index.vectors().dimension()) {
      throw InvalidRequestException.of(
          field.name(),
          field.options().dimension() + " x " + field.options().elementType(),
          index.vectors().dimension() + " x " + type);
    }
    return field;
  }

  /// What is said of it.
  Map<String, Object> line(Result result) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("library", index.library());
    line.put("written", result.written());
    line.put("removed", index.removedCount());
    line.put("graph", result.graph());
    line.put("losses", index.losses());
    line.put("oddities", index.oddities());
    return line;
  }
}
