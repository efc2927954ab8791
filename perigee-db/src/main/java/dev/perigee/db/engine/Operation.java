package dev.perigee.db.engine;

import dev.perigee.db.document.DocumentId;

/// One write of a transaction.
///
/// @param collection to which
/// @param id of the document
/// @param draft what to write; null to delete the document
/// @param condition what must hold for it
public record Operation(
    CollectionState collection, DocumentId id, Draft draft, Condition condition) {

  /// A deletion.
  public static Operation delete(CollectionState collection, DocumentId id, Condition condition) {
    return new Operation(collection, id, null, condition);
  }

  /// A write.
  public static Operation write(CollectionState collection, Draft draft, Condition condition) {
    return new Operation(collection, draft.id(), draft, condition);
  }

  long sizeBytes() {
    return draft == null ? 128 : draft.sizeBytes();
  }
}
