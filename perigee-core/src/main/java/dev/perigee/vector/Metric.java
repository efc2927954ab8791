package dev.perigee.vector;

/// What "near" means. A *distance* is lower for nearer vectors, a *score* is higher; both order
/// hits the same way.
///
/// Numbers that are compared as shares of a whole, probabilities or counts, must not be negative:
/// [#isOfShares(ElementType)].
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
  /// Number of components that differ, of bits or of numbers; score `1 / (1 + distance)`.
  HAMMING(5),
  /// One minus shared set bits over all set bits (0 for two empty sets); for numbers, one minus the
  /// sum of the lesser components over that of the greater. Score: one minus distance.
  JACCARD(6),
  /// A [DistanceFunction] of the caller's own; score: negative distance.
  CUSTOM(7),
  /// Hellinger distance of probabilities, the root of one minus the sum of `sqrt(p * q)`, 0 to 1;
  /// score `1 / (1 + distance)`.
  HELLINGER(8),
  /// Jeffreys divergence of probabilities, the sum of `(p - q) * ln(p / q)`, where probabilities
  /// below 1e-30 count as that; score `1 / (1 + distance)`.
  JEFFREYS(9),
  /// Jensen-Shannon divergence of probabilities in nats, 0 to `ln 2`; no root is taken. Score `1 /
  /// (1 + distance)`.
  JENSEN_SHANNON(10),
  /// The angle between two points of a sphere, in radians, 0 to pi; a vector is latitude and
  /// longitude in degrees. Score `1 / (1 + distance)`.
  HAVERSINE(11),
  /// One minus Pearson's correlation of the components, 0 to 2; a vector whose components are all
  /// the same correlates with none. Score: the correlation.
  PEARSON(12),
  /// Sorensen-Dice: one minus twice the shared set bits over the set bits of both (0 for two empty
  /// sets); for numbers that of Bray and Curtis, the sum of `abs(a - b)` over that of `abs(a + b)`.
  /// Score: one minus distance.
  SORENSEN(13);

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
      case L2, COSINE, INNER_PRODUCT, L1, PEARSON -> type != ElementType.BIT;
      case HAMMING, JACCARD, SORENSEN, CUSTOM -> true;
      case HELLINGER, JEFFREYS, JENSEN_SHANNON ->
          type != ElementType.BIT && type != ElementType.INT8;
      case HAVERSINE -> type == ElementType.F32 || type == ElementType.F64;
    };
  }

  /// Whether vectors of this dimension can be compared by this metric.
  public boolean supports(int dimension) {
    return switch (this) {
      case HAVERSINE -> dimension == 2;
      case PEARSON -> dimension >= 2;
      case L2, COSINE, INNER_PRODUCT, L1, HAMMING, JACCARD, CUSTOM -> true;
      case HELLINGER, JEFFREYS, JENSEN_SHANNON, SORENSEN -> true;
    };
  }

  /// What a vector is made of where nobody says.
  public ElementType usualElementType() {
    return switch (this) {
      case HAMMING, JACCARD, SORENSEN -> ElementType.BIT;
      case L2, COSINE, INNER_PRODUCT, L1, CUSTOM, PEARSON -> ElementType.F32;
      case HELLINGER, JEFFREYS, JENSEN_SHANNON, HAVERSINE -> ElementType.F32;
    };
  }

  /// Whether a distance follows from an inner product and the lengths of two vectors: then codes
  /// can estimate it, and many vectors can be compared with many as a product of matrices.
  public boolean isOfInnerProducts() {
    return this == L2 || this == COSINE || this == INNER_PRODUCT;
  }

  /// Whether components of this type are shares of a whole, which must not be negative.
  public boolean isOfShares(ElementType type) {
    return switch (this) {
      case HELLINGER, JEFFREYS, JENSEN_SHANNON -> true;
      case JACCARD -> type != ElementType.BIT;
      case L2, COSINE, INNER_PRODUCT, L1, HAMMING, CUSTOM, HAVERSINE, PEARSON, SORENSEN -> false;
    };
  }

  /// The score (higher is better) of a hit at the given distance.
  public float score(float distance) {
    return switch (this) {
      case L2, L1, HAMMING, HELLINGER, JEFFREYS, JENSEN_SHANNON, HAVERSINE -> 1 / (1 + distance);
      case COSINE, JACCARD, PEARSON, SORENSEN -> 1 - distance;
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
