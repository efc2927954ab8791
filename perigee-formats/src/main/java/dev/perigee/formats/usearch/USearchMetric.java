package dev.perigee.formats.usearch;

import dev.perigee.formats.foreign.StoredNumber;
import dev.perigee.vector.Metric;

/// What USearch calls a metric kind; a letter in the file.
enum USearchMetric {
  INNER_PRODUCT('i', "ip"),
  COSINE('c', "cos"),
  L2('e', "l2sq"),
  PEARSON('p', "pearson"),
  HAVERSINE('h', "haversine"),
  DIVERGENCE('d', "divergence"),
  HAMMING('b', "hamming"),
  TANIMOTO('t', "tanimoto"),
  SORENSEN('s', "sorensen"),
  JACCARD('j', "jaccard"),
  /// A function of the program that wrote the file, or a letter nobody knows.
  UNKNOWN('\0', "unknown");

  private final char letter;
  private final String label;

  USearchMetric(char letter, String label) {
    this.letter = letter;
    this.label = label;
  }

  static USearchMetric of(int letter) {
    for (USearchMetric metric : values()) {
      if (metric.letter == letter) {
        return metric;
      }
    }
    return UNKNOWN;
  }

  char letter() {
    return letter;
  }

  /// As USearch calls it.
  String label() {
    return label;
  }

  /// USearch compares sets as bits alone.
  private boolean isComparable(StoredNumber number) {
    return switch (this) {
      case HAMMING, TANIMOTO, SORENSEN, JACCARD -> number == StoredNumber.BIT;
      case INNER_PRODUCT, COSINE, L2, PEARSON, HAVERSINE, DIVERGENCE, UNKNOWN -> true;
    };
  }

  /// The metric that orders vectors of this type and dimension the same way; null where there is
  /// none.
  Metric metric(StoredNumber number, int dimension) {
    Metric metric =
        switch (this) {
          case INNER_PRODUCT -> Metric.INNER_PRODUCT;
          case COSINE -> Metric.COSINE;
          case L2 -> Metric.L2;
          case HAMMING -> Metric.HAMMING;
          case TANIMOTO, JACCARD -> Metric.JACCARD; // the same on bits
          case SORENSEN -> Metric.SORENSEN;
          case PEARSON -> Metric.PEARSON;
          case HAVERSINE -> Metric.HAVERSINE;
          case DIVERGENCE -> Metric.JENSEN_SHANNON;
          case UNKNOWN -> null;
        };
    boolean comparable =
        metric != null
            && isComparable(number)
            && metric.supports(number.offered())
            && metric.supports(dimension);
    return comparable ? metric : null;
  }
}
