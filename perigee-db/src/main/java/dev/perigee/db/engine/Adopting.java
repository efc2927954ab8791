package dev.perigee.db.engine;

import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.document.VectorField;
import dev.perigee.db.document.Version;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowsFile;
import dev.perigee.db.rows.SegmentFiles;
import dev.perigee.db.rows.SegmentFiles.Kind;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.CancelledException;
import dev.perigee.error.ConflictException;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexAdoption;
import dev.perigee.index.IndexOptions;
import dev.perigee.segment.AtomicFile;
import dev.perigee.store.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes what a new collection consists of, out of rows with a graph that was built elsewhere: the
/// documents under the number of a collection that nobody sees yet, and one segment.
///
/// Documents are written in many batches, none of them synced: the batch that makes the collection
/// visible is, and the log before it with it. A crash leaves entries under a number that is marked
/// ([Tables#adopting]), which the next start removes.
///
/// Memory off the heap: ten bytes a row, besides that of the index.
final class Adopting {

  private static final int BATCH = 1024;
  private static final Object[] NO_VALUES = {};

  private final Workshop workshop;
  private final int collection;
  private final Schema schema;
  private final int field;
  private final IndexedDocuments documents;
  private final AdoptedNumbers numbers;

  /// @param collection its number
  /// @param field of the vectors
  /// @param numbers which document each row becomes a vector of; none yet
  Adopting(
      Workshop workshop,
      int collection,
      Schema schema,
      int field,
      IndexedDocuments documents,
      AdoptedNumbers numbers) {
    this.workshop = workshop;
    this.collection = collection;
    this.schema = schema;
    this.field = field;
    this.documents = documents;
    this.numbers = numbers;
  }

  /// Writes the documents.
  ///
  /// @param sequence of the commit that made them
  /// @throws ConflictException naming the rows, if an id comes twice in a field of one vector
  /// @throws CancelledException if `progress` said so
  void writeDocuments(long sequence, BuildProgress progress) {
    VectorField vectors = schema.vectors().get(field);
    int rows = numbers.rows();
    for (long from = 0; from < rows; from += BATCH) {
      numberRows((int) from, (int) Math.min(rows, from + BATCH), vectors);
      proceed(progress, from / 2, rows);
    }
    for (long from = 0; from < rows; from += BATCH) {
      writeVersions((int) from, (int) Math.min(rows, from + BATCH), sequence);
      proceed(progress, (rows + from) / 2, rows);
    }
    workshop.options().crashPoint().pass(Place.ADOPTED_DOCUMENTS_WRITTEN);
  }

  private static void proceed(BuildProgress progress, long done, long total) {
    if (!progress.update(done, total)) {
      throw new CancelledException("adoption: cancelled; nothing of it is kept");
    }
  }

  /// Gives each row the number of its document, a new one unless an earlier row has its id.
  private void numberRows(int from, int to, VectorField vectors) {
    List<Integer> kept = new ArrayList<>();
    List<DocumentId> ids = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    for (int row = from; row < to; row++) {
      if (!documents.removed().test(row)) {
        DocumentId id = documents.ids().apply(row);
        kept.add(row);
        ids.add(id);
        keys.add(Tables.id(collection, id.key()));
      }
    }
    List<byte[]> known = workshop.store().getAll(Tables.IDS, keys);
    Map<DocumentId, Integer> here = new HashMap<>();
    try (Batch batch = workshop.store().batch()) {
      for (int i = 0; i < kept.size(); i++) {
        int row = kept.get(i);
        DocumentId id = ids.get(i);
        Integer number =
            known.get(i) == null
                ? here.get(id)
                : Integer.valueOf((int) Tables.toNumber(known.get(i)));
        if (number == null) {
          int added = numbers.add(row);
          here.put(id, added);
          batch.put(Tables.IDS, keys.get(i), Tables.number(added));
        } else {
          requireMany(vectors, id, numbers.firstRow(number), row);
          numbers.addTo(number, row, vectors.name());
        }
      }
      workshop.store().write(batch, false);
    }
  }

  private static void requireMany(VectorField vectors, DocumentId id, int first, int row) {
    if (!vectors.many()) {
      throw new ConflictException(
          "id %s: expected it once, got it in rows %d and %d; a field of many vectors takes both"
              .formatted(id, first, row));
    }
  }

  private void writeVersions(int from, int to, long sequence) {
    try (Batch batch = workshop.store().batch()) {
      for (int row = from; row < to; row++) {
        int number = numbers.of(row);
        if (number < 0 || numbers.firstRow(number) != row) {
          continue;
        }
        int[] counts = new int[schema.vectors().size()];
        counts[field] = numbers.vectors(number);
        DocumentId id = documents.ids().apply(row);
        Version version = new Version(sequence, id, Validity.ALWAYS, counts, NO_VALUES);
        batch.put(Tables.CURRENT, Tables.current(collection, number), version.encode(schema));
      }
      workshop.store().write(batch, false);
    }
  }

  /// Writes the segment; the documents are numbered.
  ///
  /// @param sequence of the commit that made the documents
  SegmentPart writeSegment(long sequence, BuildProgress progress) {
    VectorField vectors = schema.vectors().get(field);
    SegmentFiles files = new SegmentFiles(workshop.nextUid().getAndIncrement(), Kind.LINKED, 0);
    IndexOptions options =
        workshop.shape().ofMerge(vectors.options(), numbers.rows()).withUniqueIds(!vectors.many());
    IndexAdoption adoption =
        new IndexAdoption(
            new NumberedRows(documents.vectors(), numbers),
            documents.links(),
            documents.removed(),
            documents.removedCount(),
            options);
    try {
      AtomicFile.publishReadable(
          workshop.options().files(),
          files.index(workshop.folder()),
          (out, written) -> adoption.write(out, written, progress));
      workshop.options().crashPoint().pass(Place.ADOPTED_INDEX_WRITTEN);
      RowsFile.write(
          workshop.options().files(),
          files.rows(workshop.folder()),
          (int) adoption.count(),
          _ -> sequence,
          _ -> RowPart.OPEN);
      return workshop.open(files, List.of());
    } catch (RuntimeException | Error e) {
      workshop.delete(files);
      throw e;
    }
  }
}
