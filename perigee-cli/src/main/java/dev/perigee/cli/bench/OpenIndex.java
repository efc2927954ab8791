package dev.perigee.cli.bench;

import java.io.Closeable;
import java.io.IOException;

/// An index opened for several clients at a time. Closed after its clients.
public interface OpenIndex extends Closeable {

  /// A searcher for one thread, over what all of them share.
  Searcher client() throws IOException;
}
