package dev.perigee.graph;

/// A candidate as one long: distance in the upper half, ordinal in bits 1 to 31, "expanded" in bit
/// 0. Longs compare as (distance, ordinal), so ties are broken the same way everywhere.
public final class Candidate {

  static final long EXPANDED = 1;

  private Candidate() {}

  /// Packs a distance that is not NaN and an ordinal of 0 to 2^31 - 1.
  public static long of(float distance, int ordinal) {
    int bits = Float.floatToRawIntBits(distance + 0f); // + 0 turns -0 into 0
    int sortable = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (long) sortable << 32 | (long) ordinal << 1;
  }

  /// The distance that was packed.
  public static float distance(long candidate) {
    int sortable = (int) (candidate >> 32);
    return Float.intBitsToFloat(sortable ^ (sortable >> 31 & Integer.MAX_VALUE));
  }

  /// The ordinal that was packed.
  public static int ordinal(long candidate) {
    return (int) candidate >>> 1;
  }
}
