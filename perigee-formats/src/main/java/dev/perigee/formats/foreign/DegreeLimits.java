package dev.perigee.formats.foreign;

import dev.perigee.vector.LinkSource;

/// How many links the nodes of a graph in a file have room for.
///
/// @param m on a level above 0, and what most libraries link a new node to
/// @param m0 on level 0
public record DegreeLimits(int m, int m0) {

  private static final int M_MIN = 2;
  private static final int M_DEFAULT = 16;

  /// The least with twice as many on level 0 as above, as most libraries have it; 16 and 32 where
  /// no links tell.
  ///
  /// @param links what is to find room
  public static DegreeLimits of(LinkSource links) {
    if (links.degreeMax() == 0) {
      return new DegreeLimits(M_DEFAULT, 2 * M_DEFAULT);
    }
    int half = links.degreeMax() / 2 + links.degreeMax() % 2;
    int m = Math.max(M_MIN, Math.max(links.degreeMaxUpper(), half));
    return new DegreeLimits(m, Math.multiplyExact(m, 2));
  }

  /// The room on a level.
  public int at(int level) {
    return level == 0 ? m0 : m;
  }
}
