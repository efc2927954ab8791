package dev.perigee.index;

/// One vector that was found.
///
/// @param id the caller's id
/// @param ordinal its number inside the index, 0 to count - 1
/// @param score higher is better; see [dev.perigee.vector.Metric]
/// @param distance lower is nearer; orders hits exactly as `score` does
public record Hit(long id, int ordinal, float score, float distance) {}
