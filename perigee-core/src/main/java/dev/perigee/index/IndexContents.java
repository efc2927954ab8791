package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.util.List;

/// What an open index holds, for those who carry it elsewhere: vectors with their ids, and links.
///
/// Each read pins the index; after it was closed they throw a
/// [ClosedException][dev.perigee.error.ClosedException].
public final class IndexContents {

  private IndexContents() {}

  /// The vectors, by ordinal.
  ///
  /// @throws InvalidRequestException if the index does not keep its vectors
  public static VectorSource vectors(VectorIndex index) {
    index.parts().requireVectors("index");
    return new IndexRows(List.of(index.parts()));
  }

  /// The links between them.
  ///
  /// @throws InvalidRequestException if the index has none
  public static LinkSource links(VectorIndex index) {
    if (!index.options().linked()) {
      throw InvalidRequestException.of("index", "one with a graph", "one without links");
    }
    return new Links(index.parts());
  }

  private record Links(PinnedIndex index) implements LinkSource {

    @Override
    public int count() {
      return index.count();
    }

    @Override
    public int entryNode() {
      return index.pinned(() -> index.data().graph().entryNode());
    }

    @Override
    public int level(int node) {
      return index.pinned(() -> index.data().graph().level(node));
    }

    @Override
    public int degreeMax() {
      return index.options().m0();
    }

    @Override
    public int degreeMaxUpper() {
      return index.options().m();
    }

    @Override
    public int neighbours(int level, int node, int[] target) {
      return index.pinned(() -> index.data().graph().neighbours(level, node, target));
    }
  }
}
