package dev.perigee.db.rows;

/// Where the vectors of a document are in one field.
///
/// @param part that has them
/// @param rows of the part, in the order of the vectors
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record RowPlace(RowPart part, int[] rows) {}
