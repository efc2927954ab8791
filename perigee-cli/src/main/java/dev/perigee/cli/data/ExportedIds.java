package dev.perigee.cli.data;

import dev.perigee.db.DocumentReader;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import java.util.UUID;

/// Ids on their way into records: whole numbers where all ids of the collection are, else texts.
///
/// Ids are in order, numbers first, so that the first document and the first behind all numbers
/// tell what there is. In a collection of several kinds two ids may have one text.
///
/// @param reader of the collection
/// @param text whether ids become texts
/// @param mixed whether there are ids of several kinds
record ExportedIds(DocumentReader reader, boolean text, boolean mixed) {

  static ExportedIds of(DocumentReader reader) {
    Object first = next(reader, null);
    Object other = next(reader, DocumentId.of(Long.MAX_VALUE));
    boolean numbers = first instanceof Long;
    Object last = other instanceof UUID ? next(reader, DocumentId.of(new UUID(-1, -1))) : null;
    return new ExportedIds(reader, other != null, (numbers && other != null) || last != null);
  }

  /// The value of the first id behind one; null if there is none.
  private static Object next(DocumentReader reader, DocumentId id) {
    try (DocumentReader.Scan scan = reader.scanAfter(id)) {
      return scan.hasNext() ? scan.next().id().value() : null;
    }
  }

  /// The id of a record.
  Object of(Document document, ExportLosses losses) {
    DocumentId id = document.id();
    if (!text) {
      return id.value();
    }
    if (mixed && hasTwin(id)) {
      losses.add(id, "a number or UUID of the same text is the id of another document");
    }
    return id.toString();
  }

  private boolean hasTwin(DocumentId id) {
    if (!(id.value() instanceof String word)) {
      return false;
    }
    try {
      DocumentId twin =
          word.length() == 36
              ? DocumentId.of(UUID.fromString(word))
              : DocumentId.of(Long.parseLong(word));
      return twin.toString().equals(word) && reader.contains(twin);
    } catch (IllegalArgumentException e) {
      return false; // the text of neither
    }
  }
}
