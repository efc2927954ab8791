package dev.perigee.vector;

/// What "near" means. A *distance* is lower for nearer vectors, a *score* is higher; both order
/// hits the same way.
public enum Metric {
  /// Squared Euclidean distance; score `1 / (1 + distance)`.
  L2(1),
  /// One minus the cosine of the angle, 0 to 2; score: the cosine. The stored vector keeps its
  /// length.
  COSINE(2),
  /// Negative inner product; score: the inner product.
  INNER_PRODUCT(3),
  /// Sum of absolute differences; score `1 / (1 + distance)`.
  L1(4),
  /// Number of differing bits; score `1 / (1 + distance)`.
  HAMMING(5),
  /// One minus shared set bits over all set bits (0 for two empty sets); score: one minus distance.
  JACCARD(6),
  /// A [DistanceFunction] of the caller's own; score: negative distance.
  CUSTOM(7);

  private final int tag;

  Metric(int tag) {
    this.tag = tag;
  }

  /// The number that stands for this metric in a file.
  public int tag() {
    return tag;
  }

  /// Whether vectors of this type can be compared by this metric.
  public boolean supports(ElementType type) {
    return switch (this) {
      case L2, COSINE, INNER_PRODUCT, L1 -> type != ElementType.BIT;
      case HAMMING, JACCARD -> type == ElementType.BIT;
      case CUSTOM -> true;
    };
  }

  /// The score (higher is better) of a hit at the given distance.
  public float score(float distance) {
    return switch (this) {
      case L2, L1, HAMMING -> 1 / (1 + distance);
      case COSINE, JACCARD -> 1 - distance;
      case INNER_PRODUCT, CUSTOM -> 0 - distance;
    };
  }

  /// The metric with the given file number, or null where there is none.
  public static Metric ofTag(int tag) {
    for (Metric metric : values()) {
      if (metric.tag == tag) {
        return metric;
      }
    }
    return null;
  }
}
