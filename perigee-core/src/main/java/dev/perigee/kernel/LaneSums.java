package dev.perigee.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Adds up the lanes of float vectors, always in the same order.
final class LaneSums {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_HALVES = swap(LANES / 2);
  private static final VectorShuffle<Float> SWAP_QUARTERS = swap(LANES / 4);
  private static final VectorMask<Float> UPPER_HALVES = lanesWith(LANES / 2);
  private static final VectorMask<Float> UPPER_QUARTERS = lanesWith(LANES / 4);

  private LaneSums() {}

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % LANES);
  }

  private static VectorMask<Float> lanesWith(int bit) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & bit) != 0;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }

  /// The sum of all lanes, in an order of its own: that of `reduceLanes` changes when a method is
  /// compiled, and with it the last bit of a distance and, from there, the links of a graph.
  static float sum(FloatVector lanes) {
    FloatVector sum = lanes;
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(SWAP_8));
    }
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(SWAP_4));
    }
    sum = sum.add(sum.rearrange(SWAP_2));
    sum = sum.add(sum.rearrange(SWAP_1));
    return sum.lane(0);
  }

  /// The sums of four, each to the bit what [#sum] makes of it alone: after the first step each
  /// half of a register says the same, so two share one, then four. Half the steps, and half the
  /// code: with more, C2 gives up on inlining half-way and puts every vector on the heap.
  static void store(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] out, int at) {
    FloatVector ab = halved(a).blend(halved(b), UPPER_HALVES);
    FloatVector cd = halved(c).blend(halved(d), UPPER_HALVES);
    cd = cd.add(cd.rearrange(SWAP_QUARTERS));
    FloatVector all = ab.add(ab.rearrange(SWAP_QUARTERS)).blend(cd, UPPER_QUARTERS);
    if (LANES >= 16) {
      all = all.add(all.rearrange(SWAP_2));
    }
    if (LANES >= 8) {
      all = all.add(all.rearrange(SWAP_1));
    }
    out[at] = all.lane(0);
    out[at + 1] = all.lane(LANES / 2);
    out[at + 2] = all.lane(LANES / 4);
    out[at + 3] = all.lane(LANES / 2 + LANES / 4);
  }

  private static FloatVector halved(FloatVector lanes) {
    return lanes.add(lanes.rearrange(SWAP_HALVES));
  }
}
