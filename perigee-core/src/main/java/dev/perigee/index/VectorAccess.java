package dev.perigee.index;

/// How the vectors of an open file are got at for the last order of a search.
public enum VectorAccess {
  /// Through the map of the file, page by page as they are needed: for files that memory holds.
  MAPPED,
  /// By reads of the file, several at once and past the page cache: for files several times the
  /// size of memory, which then is left to codes and links.
  READ
}
