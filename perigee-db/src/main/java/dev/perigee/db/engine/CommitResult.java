package dev.perigee.db.engine;

/// What came of a commit.
///
/// @param sequence its number: its time in microseconds since 1970
/// @param existed for each operation, whether there was such a document before
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record CommitResult(long sequence, boolean[] existed) {}
