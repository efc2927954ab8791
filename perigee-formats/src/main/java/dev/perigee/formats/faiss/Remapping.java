package dev.perigee.formats.faiss;

import dev.perigee.vector.Metric;

/// `RmDT`: components are put elsewhere, left out, or made of nothing.
final class Remapping implements Transform {

  private final int dimensionIn;
  private final int[] map;

  /// @param dimensionIn components before
  /// @param map for each component after, the one before that it takes; -1 for zero
  Remapping(int dimensionIn, int[] map) {
    this.dimensionIn = dimensionIn;
    this.map = map;
  }

  @Override
  public int dimensionIn() {
    return dimensionIn;
  }

  @Override
  public String letters() {
    return "RmDT";
  }

  @Override
  public int dimensionOut() {
    return map.length;
  }

  @Override
  public float[] apply(float[] vector) {
    float[] moved = new float[map.length];
    for (int i = 0; i < map.length; i++) {
      moved[i] = map[i] < 0 ? 0 : vector[map[i]];
    }
    return moved;
  }

  /// {@inheritDoc}
  ///
  /// True if all components are there, each once: every metric of Perigee adds them up.
  @Override
  public boolean keepsOrder(Metric metric) {
    if (metric == null || map.length != dimensionIn) {
      return false;
    }
    boolean[] seen = new boolean[dimensionIn];
    for (int from : map) {
      if (from < 0 || seen[from]) {
        return false;
      }
      seen[from] = true;
    }
    return true;
  }

  @Override
  public Metric metricBefore(Metric metric) {
    return metric;
  }

  @Override
  public float[] undo(float[] vector) {
    float[] back = new float[dimensionIn];
    for (int i = 0; i < map.length; i++) {
      back[map[i]] = vector[i];
    }
    return back;
  }
}
