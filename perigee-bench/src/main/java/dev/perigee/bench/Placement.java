package dev.perigee.bench;

/// Where the rows of a measurement lie: it decides between a limit of arithmetic and one of memory.
public enum Placement {
  /// In a core's own cache: what the arithmetic costs.
  CACHE(128L << 10),
  /// In memory beyond any cache, visited at random as a search visits it: what a search pays.
  MEMORY(512L << 20);

  private final long tableBytes;

  Placement(long tableBytes) {
    this.tableBytes = tableBytes;
  }

  long tableBytes() {
    return tableBytes;
  }
}
