package dev.perigee.vector;

/// The compact code a graph is walked on. Candidates found on codes are put into their last order
/// on vectors of more bits, so a coarser code costs speed, not truth.
public enum CodeKind {
  /// No code: the graph is walked on the vectors themselves.
  NONE(0, 0),
  /// 8 bits a component.
  INT8(1, 8),
  /// 4 bits a component.
  INT4(2, 4),
  /// One bit a component; needs many more candidates in the last order.
  BINARY(3, 1),
  /// Product quantization with 8 bits a sub-space: the nearest of 256 centroids of a few
  /// components.
  PQ(4, 8),
  /// Product quantization with 4 bits a sub-space: as good for as many bytes, or nearly, and
  /// quicker to learn and to write.
  PQ4(5, 4);

  private final int tag;
  private final int bits;

  CodeKind(int tag, int bits) {
    this.tag = tag;
    this.bits = bits;
  }

  /// The number that stands for this kind in a file.
  public int tag() {
    return tag;
  }

  /// Bits a component, or a sub-space where [#isProduct()]; 0 for NONE.
  public int bits() {
    return bits;
  }

  /// Whether a code names a centroid for each sub-space, as product quantization does.
  public boolean isProduct() {
    return this == PQ || this == PQ4;
  }

  /// Whether links can be chosen on these codes; on others it is done on the vectors, or on codes
  /// that are made for that.
  public boolean isFine() {
    return this == INT8 || this == INT4;
  }

  /// Candidates that are put into their last order for `k` hits at least: what it takes for hardly
  /// any of the true nearest to be left out, unless very many are about equally near.
  public int rerankDepth(int k) {
    return switch (this) {
      case NONE -> k;
      case INT8 -> k + Math.max(k / 4, 5);
      case INT4 -> k + Math.max(k, 10);
      case BINARY -> 10 * k;
      case PQ, PQ4 -> 5 * k;
    };
  }

  /// Whether vectors of this kind can be coded: floats compared by L2, cosine or inner product.
  public boolean supports(Metric metric, ElementType elementType) {
    return switch (this) {
      case NONE -> true;
      case INT8, INT4, BINARY, PQ, PQ4 -> elementType.isFloating() && metric.isOfInnerProducts();
    };
  }

  /// The kind with the given file number, or null where there is none.
  public static CodeKind ofTag(int tag) {
    for (CodeKind kind : values()) {
      if (kind.tag == tag) {
        return kind;
      }
    }
    return null;
  }
}
