package dev.perigee.graph;

import java.util.SplittableRandom;

/// Ordinals drawn evenly from all: one at random from each of as many stretches of equal length. A
/// fixed step would be blind to data whose rows follow a pattern, such as one of each kind in turn.
public final class SpreadSample {

  private static final long SEED = 0x5eed;

  private SpreadSample() {}

  /// Draws ordinals, always the same ones.
  ///
  /// @param count of all ordinals
  /// @param size how many to draw, at most `count`
  /// @return ascending
  public static int[] of(int count, int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] drawn = new int[size];
    for (int i = 0; i < size; i++) {
      int from = (int) ((long) i * count / size);
      int to = (int) ((i + 1L) * count / size);
      drawn[i] = random.nextInt(from, to);
    }
    return drawn;
  }
}
