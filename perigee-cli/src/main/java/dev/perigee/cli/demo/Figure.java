package dev.perigee.cli.demo;

/// What the demo measures once and shows on every start.
enum Figure {
  /// Time to embed all glosses, in seconds.
  EMBED_SECONDS("embedSeconds"),
  /// Time to build the index in memory, in seconds.
  BUILD_SECONDS("buildSeconds"),
  /// Time to write the index to its file, in seconds.
  WRITE_SECONDS("writeSeconds"),
  /// Share of the true ten nearest that a search finds, 0 to 1.
  RECALL("recallAt10"),
  /// Searches for ten hits per second, on one thread.
  QUERIES_PER_SECOND("queriesPerSecond");

  private final String key;

  Figure(String key) {
    this.key = key;
  }

  /// Its name in files and JSON.
  String key() {
    return key;
  }
}
