package dev.perigee.index;

/// What the candidates found on compact codes are put into their last order by, and with it how
/// large a file is. Choosing [ElementType.F16][dev.perigee.vector.ElementType#F16] for the vectors
/// halves them.
public enum RerankCopy {
  /// The vectors themselves, as they were added. The only choice that keeps them: they can be read
  /// back, and the index can be extended and merged.
  VECTORS(0),
  /// A code of 8 bits a component beside the one the graph is walked on.
  INT8(1),
  /// Nothing: the order found on the codes is the last. The smallest file.
  NONE(2);

  private final int tag;

  RerankCopy(int tag) {
    this.tag = tag;
  }

  int tag() {
    return tag;
  }

  static RerankCopy ofTag(int tag) {
    return switch (tag) {
      case 0 -> VECTORS;
      case 1 -> INT8;
      default -> NONE;
    };
  }
}
