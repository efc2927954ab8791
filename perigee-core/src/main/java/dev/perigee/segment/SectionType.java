package dev.perigee.segment;

/// What a section of a segment file holds. The number is what stands in the file.
public enum SectionType {
  /// Level-0 rows: code, links.
  NODES(1),
  /// Links of the upper levels.
  UPPER_LEVELS(2),
  /// Full-precision vectors.
  VECTORS(3),
  /// The inverse norm of each vector, f32; only for cosine.
  INVERSE_NORMS(4),
  /// The caller's id of each ordinal, i64.
  IDS(5),
  /// Ordinals sorted by (id, ordinal), i32.
  ORDINALS_BY_ID(6),
  /// What all codes have in common: the mean that was subtracted, f32.
  CODEBOOK(8),
  /// The centroids that codes of sub-spaces name, f32: a row for each component.
  CENTROIDS(12),
  /// Codes of 8 bits with their corrections, for the last order of a search.
  RERANK_CODES(9),
  /// What recall a search reaches for what it costs.
  CALIBRATION(10),
  /// Ordinals where walks start besides the entry point, i32; only where there are any.
  ENTRY_NODES(11),
  /// CRC32C of every block in front of this section, then of this section.
  CHECKSUMS(7);

  private final int tag;

  SectionType(int tag) {
    this.tag = tag;
  }

  int tag() {
    return tag;
  }

  static SectionType ofTag(int tag) {
    for (SectionType type : values()) {
      if (type.tag == tag) {
        return type;
      }
    }
    return null;
  }
}
