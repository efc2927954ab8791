package dev.perigee.quant;

import java.util.Arrays;

/// The centroids of a product quantizer: the components are cut into runs, the sub-spaces, and a
/// code names for each sub-space the centroid that is nearest to a vector's components there.
///
/// Source: Jégou, Douze and Schmid, "Product quantization for nearest neighbor search", TPAMI
/// 33(1), 2011, sections II and III. Immutable, thread-safe.
final class Centroids {

  private final CodeLayout layout;
  private final int count;

  /// Component by component: a component's value in each centroid of its sub-space.
  private final float[] values;

  /// Half the squared length of each centroid, sub-space by sub-space.
  private final float[] halfSquares;

  /// @param layout of a kind that names centroids
  /// @param values the values of the first component in each centroid of its sub-space, then those
  ///   of the second, and so on; kept
  Centroids(CodeLayout layout, float[] values) {
    this.layout = layout;
    this.count = layout.centroids();
    this.values = values;
    halfSquares = new float[layout.subspaces() * count];
    for (int subspace = 0; subspace < layout.subspaces(); subspace++) {
      int end = layout.firstComponent(subspace + 1);
      for (int component = layout.firstComponent(subspace); component < end; component++) {
        for (int i = 0; i < count; i++) {
          float value = values[component * count + i];
          halfSquares[subspace * count + i] += value * value / 2;
        }
      }
    }
  }

  /// The values, as they were given.
  float[] values() {
    return values;
  }

  /// Finds the nearest centroid in each sub-space.
  ///
  /// @param vector components, centred
  /// @param codes receives the number of a centroid for each sub-space
  /// @param work room for [CodeLayout#centroids()] floats
  void encode(float[] vector, byte[] codes, float[] work) {
    for (int subspace = 0; subspace < layout.subspaces(); subspace++) {
      System.arraycopy(halfSquares, subspace * count, work, 0, count);
      int end = layout.firstComponent(subspace + 1);
      for (int component = layout.firstComponent(subspace); component < end; component++) {
        addScaled(values, component * count, -vector[component], work);
      }
      codes[subspace] = (byte) nearest(work, count);
    }
  }

  /// Adds a multiple of as many values as `sums` has.
  static void addScaled(float[] values, int from, float factor, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * values[from + i];
    }
  }

  /// The place of the least of the first `count` distances.
  static int nearest(float[] distances, int count) {
    int best = 0;
    float least = distances[0];
    for (int i = 1; i < count; i++) {
      if (distances[i] < least) {
        least = distances[i];
        best = i;
      }
    }
    return best;
  }

  /// The vector that a code stands for, before it is scaled.
  ///
  /// @param target receives the components
  void decode(byte[] codes, float[] target) {
    for (int subspace = 0; subspace < layout.subspaces(); subspace++) {
      int centroid = codes[subspace] & 0xff;
      int end = layout.firstComponent(subspace + 1);
      for (int component = layout.firstComponent(subspace); component < end; component++) {
        target[component] = values[component * count + centroid];
      }
    }
  }

  /// The products of a query's components in a sub-space with those of its centroids.
  ///
  /// @param products receives [CodeLayout#centroids()] floats
  void multiply(float[] query, int subspace, float[] products) {
    Arrays.fill(products, 0);
    int end = layout.firstComponent(subspace + 1);
    for (int component = layout.firstComponent(subspace); component < end; component++) {
      addScaled(values, component * count, query[component], products);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Centroids centroids
        && layout.equals(centroids.layout)
        && Arrays.equals(values, centroids.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
