package dev.perigee.graph;

/// Keeps the nearest candidates.
public final class NearestCollector implements Collector {

  private final Beam nearest = new Beam();

  /// Empties the collector.
  ///
  /// @param width most candidates to keep
  public void reset(int width) {
    nearest.reset(width);
  }

  /// What was collected, nearest first.
  public Beam nearest() {
    return nearest;
  }

  @Override
  public float bound() {
    return nearest.bound();
  }

  @Override
  public void collect(int[] ordinals, float[] distances, int count) {
    for (int i = 0; i < count; i++) {
      nearest.offer(Candidate.of(distances[i], ordinals[i]));
    }
  }
}
