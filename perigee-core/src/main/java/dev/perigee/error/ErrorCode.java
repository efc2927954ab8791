package dev.perigee.error;

/// What went wrong, in terms a caller can act on. Stable across releases.
public enum ErrorCode {
  /// The caller's argument is outside its stated range; nothing changed.
  INVALID_REQUEST,
  /// The named thing does not exist.
  NOT_FOUND,
  /// The request contradicts what is already there, such as an id that is taken.
  CONFLICT,
  /// A stated limit of size or number would be exceeded.
  LIMIT_EXCEEDED,
  /// Bytes read back are not the bytes that were written.
  CORRUPTION,
  /// The file is intact but was written by a newer Perigee.
  UNSUPPORTED_VERSION,
  /// The operating system refused to read or write.
  STORAGE,
  /// The object was used after it was closed.
  CLOSED,
  /// The caller asked for the work to stop.
  CANCELLED
}
