package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;

/// One change that was committed.
///
/// @param sequence number of the commit: its time in microseconds since 1970; several changes of
///   one commit share it
/// @param collection name of the collection
/// @param id of the document
/// @param deleted whether it was deleted, else written
/// @param document as it was written, with its vectors; null if it was deleted, or was replaced
///   since and the collection keeps no past: then a later change tells of it
public record Change(
    long sequence, String collection, DocumentId id, boolean deleted, Document document) {}
