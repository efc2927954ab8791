/// What is kept: documents with an id, vectors and fields; the schema that says which.
///
/// Knows neither files nor tables: values turn into bytes here, and where the bytes go is decided
/// above.
package dev.perigee.db.document;
