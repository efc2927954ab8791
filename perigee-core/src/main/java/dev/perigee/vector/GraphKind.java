package dev.perigee.vector;

/// How the graph of an index is made. Searches and files are the same.
public enum GraphKind {
  /// Nodes on levels, each a tenth or so of the one below; links of level 0 point to what is near.
  HNSW(1),
  /// One level. Links reach farther, so that a walk takes fewer steps; there are more of them.
  VAMANA(2);

  private final int tag;

  GraphKind(int tag) {
    this.tag = tag;
  }

  /// The number that stands for this kind in a file.
  public int tag() {
    return tag;
  }

  /// The kind of a number; null if there is none.
  public static GraphKind ofTag(int tag) {
    for (GraphKind kind : values()) {
      if (kind.tag == tag) {
        return kind;
      }
    }
    return null;
  }
}
