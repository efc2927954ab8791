/// Fixed-stride rows in off-heap memory: where a row is, is arithmetic.
///
/// The same type serves a mapped file (one slice, any alignment) and a growing index (chunks that
/// never move). Knows nothing of what a row means.
package dev.perigee.memory;
