package dev.perigee.db.engine;

/// A file that is missing or damaged.
///
/// @param collection whose vectors it holds
/// @param field of the vectors
/// @param file its name
/// @param reason what was found
/// @param consequence what is served all the same
public record Damage(
    String collection, String field, String file, String reason, String consequence) {}
