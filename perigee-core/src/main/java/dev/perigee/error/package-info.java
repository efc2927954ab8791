/// The errors of Perigee: one sealed root with a stable code, seen by every other package.
///
/// Knows nothing of vectors, files or graphs. An HTTP status or an exit code is derived from
/// [dev.perigee.error.ErrorCode] alone.
package dev.perigee.error;
