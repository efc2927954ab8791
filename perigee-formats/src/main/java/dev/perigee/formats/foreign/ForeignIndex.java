package dev.perigee.formats.foreign;

import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;

/// An index that another library wrote, open for reading.
///
/// Opening reads headers and whatever tells where things lie, and compares them with the length of
/// the file; vectors and links are read where they lie. Heap is bounded by a few bytes a node.
///
/// Safe for several threads. Whoever opens it closes it.
public interface ForeignIndex extends AutoCloseable {

  /// What the file is and says of itself.
  ForeignDescription description();

  /// The stored vectors, in the order of the file, with the caller's ids (labels, keys); removed
  /// ones too.
  VectorSource vectors();

  /// Whether a row was removed: its vector is in the file and walks lead through it, but it is
  /// nobody's answer.
  boolean isRemoved(long row);

  /// The graph, node `i` for row `i`; null where the file has none.
  LinkSource links();

  /// Ends the reading. Closing twice does nothing.
  @Override
  void close();
}
