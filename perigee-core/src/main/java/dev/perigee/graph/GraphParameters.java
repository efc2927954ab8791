package dev.perigee.graph;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.vector.GraphKind;

/// How a graph is built; the names of Malkov and Yashunin 2018 in brackets, then those of
/// Subramanya et al. 2019.
///
/// @param kind with levels or without
/// @param degree links a new node gets on each level, and most links on an upper level (M), 2 to
///   512
/// @param degreeLevel0 most links on level 0 (M_max0; R), `degree` to 1,024
/// @param efConstruction width of the beam that finds candidates for links (L), 1 to 65,536
/// @param levelFactor scale of the exponential distribution of levels (m_L), above 0 up to 2; means
///   nothing to a graph of one level
/// @param alpha how much nearer to a chosen neighbour than to the node a candidate has to be to be
///   passed over (alpha), 1 to 2; counts in a graph of one level
/// @param seed of the levels; each node's level depends on it and the node's ordinal alone
public record GraphParameters(
    GraphKind kind,
    int degree,
    int degreeLevel0,
    int efConstruction,
    double levelFactor,
    float alpha,
    long seed) {

  /// Most links a new node may get.
  public static final int DEGREE_MAX = 512;

  /// Widest beam.
  public static final int EF_MAX = 65_536;

  private static final float ALPHA_MAX = 2;
  private static final int LEVEL_MAX = 63;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /// @throws InvalidRequestException if a value is out of its range
  public GraphParameters {
    if (degree < 2 || degree > DEGREE_MAX) {
      throw InvalidRequestException.of("m", "2 to " + DEGREE_MAX, degree);
    }
    if (degreeLevel0 < degree || degreeLevel0 > GraphLayout.DEGREE_LIMIT) {
      throw InvalidRequestException.of(
          "m0", degree + " (m) to " + GraphLayout.DEGREE_LIMIT, degreeLevel0);
    }
    if (efConstruction < 1 || efConstruction > EF_MAX) {
      throw InvalidRequestException.of("efConstruction", "1 to " + EF_MAX, efConstruction);
    }
    if (!(levelFactor > 0 && levelFactor <= 2)) {
      throw InvalidRequestException.of("levelFactor", "above 0 up to 2", levelFactor);
    }
    if (!(alpha >= 1 && alpha <= ALPHA_MAX)) {
      throw InvalidRequestException.of("alpha", "1 to 2", alpha);
    }
  }

  /// The layout of a graph with these degrees.
  ///
  /// @param codeBytes bytes of the code in each level-0 row
  /// @param correctionBytes bytes that belong to the code
  public GraphLayout layout(int codeBytes, int correctionBytes) {
    return new GraphLayout(degreeLevel0, degree, codeBytes, correctionBytes);
  }

  /// The level of a node: floor(-ln(U) x m_L), U drawn from the seed and the ordinal, so that it
  /// does not depend on which thread comes first.
  int level(int ordinal) {
    if (kind == GraphKind.VAMANA) {
      return 0;
    }
    double uniform = ((mix(seed + (ordinal + 1L) * GOLDEN_GAMMA) >>> 11) + 1) * 0x1p-53;
    return (int) Math.min(LEVEL_MAX, -Math.log(uniform) * levelFactor);
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, section 4).
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
