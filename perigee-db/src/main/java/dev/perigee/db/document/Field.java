package dev.perigee.db.document;

/// A field that documents may have.
///
/// @param name of the field
/// @param type of its values
public record Field(String name, FieldType type) {}
