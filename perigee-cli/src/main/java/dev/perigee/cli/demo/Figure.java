package dev.perigee.cli.demo;

/// What the demo measures once and shows on every start.
enum Figure {
  /// Time to embed all glosses, in seconds.
  EMBED_SECONDS("embedSeconds"),
  /// Time to insert all glosses into the database, durable, while they are searched, in seconds.
  INSERT_SECONDS("insertSeconds"),
  /// Median time of the searches beside the inserts, in seconds.
  SEARCH_P50_SECONDS("searchWhileInsertingP50Seconds"),
  /// Time of the slowest hundredth of these, in seconds.
  SEARCH_P99_SECONDS("searchWhileInsertingP99Seconds"),
  /// Time to build the graph of what was inserted, in seconds.
  BUILD_SECONDS("buildSeconds"),
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
