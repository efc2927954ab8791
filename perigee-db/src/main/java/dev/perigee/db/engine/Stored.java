package dev.perigee.db.engine;

import dev.perigee.db.document.Version;

/// A version of a document with the number of the document.
///
/// @param document its number
/// @param version what it was
public record Stored(long document, Version version) {}
