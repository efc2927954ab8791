package dev.perigee.cli.data;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.PerigeeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Writes documents a batch at a time, each batch in one commit or a few. A batch that is refused
/// is written again one by one, so that only what is wrong with it is refused.
///
/// One thread.
final class DocumentBatches {

  /// A document and where it came from.
  private record Pending(Document document, long line) {}

  private final Database database;
  private final Collection collection;
  private final boolean update;
  private final int documentsMax;
  private final BiConsumer<Long, PerigeeException> refused;
  private final Map<DocumentId, Pending> batch = new LinkedHashMap<>();
  private long written;

  /// @param update whether what a document does not name stays
  /// @param documentsMax of a batch
  /// @param refused told the line of a document that the database refuses, and why; may throw
  DocumentBatches(
      Database database,
      Collection collection,
      boolean update,
      int documentsMax,
      BiConsumer<Long, PerigeeException> refused) {
    this.database = database;
    this.collection = collection;
    this.update = update;
    this.documentsMax = documentsMax;
    this.refused = refused;
  }

  /// Documents that are durable.
  long written() {
    return written;
  }

  /// Takes a document, and writes a batch when it is full. A second document of the same id comes
  /// in a later commit than the first.
  void add(Document document, long line) {
    if (batch.containsKey(document.id())) {
      flush();
    }
    batch.put(document.id(), new Pending(document, line));
    if (batch.size() >= documentsMax) {
      flush();
    }
  }

  /// Writes what is left.
  void flush() {
    Map<DocumentId, Pending> documents = new LinkedHashMap<>(batch);
    batch.clear();
    if (documents.isEmpty()) {
      return;
    }
    try {
      if (update) {
        updateAll(documents);
      } else {
        var _ = collection.putAll(documents.values().stream().map(Pending::document).toList());
      }
      written += documents.size();
    } catch (InvalidRequestException | LimitExceededException e) {
      writeOneByOne(documents);
    }
  }

  private void updateAll(Map<DocumentId, Pending> documents) {
    database.transaction(transaction -> {
      var before = transaction.read(collection.name());
      for (Pending pending : documents.values()) {
        var _ =
            before.contains(pending.document().id())
                ? transaction.update(collection.name(), pending.document())
                : transaction.putIfAbsent(collection.name(), pending.document());
      }
    });
  }

  private void writeOneByOne(Map<DocumentId, Pending> documents) {
    for (Pending pending : documents.values()) {
      try {
        var _ = update ? collection.upsert(pending.document()) : collection.put(pending.document());
        written++;
      } catch (InvalidRequestException | LimitExceededException e) {
        refused.accept(pending.line(), e);
      }
    }
  }
}
