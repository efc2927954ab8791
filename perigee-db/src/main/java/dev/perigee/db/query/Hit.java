package dev.perigee.db.query;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;

/// A document that was found.
///
/// @param id of the document
/// @param score higher is better
/// @param distance lower is better
/// @param document its fields, and its vectors where they were asked for; null unless asked for
public record Hit(DocumentId id, float score, float distance, Document document) {}
