package dev.perigee.graph;

import java.util.function.IntToLongFunction;

/// Keeps the nearest groups, each by its nearest candidate: documents that have several vectors.
///
/// The bound is that of the last group kept, so a search goes on until it has as many *groups* as
/// were asked for.
public final class GroupingCollector implements Collector {

  private final IntToLongFunction groupOf;
  private long[] candidates = new long[64];
  private long[] groups = new long[64];
  private int width;
  private int size;

  /// @param groupOf the group of an ordinal
  public GroupingCollector(IntToLongFunction groupOf) {
    this.groupOf = groupOf;
  }

  /// Empties the collector.
  ///
  /// @param newWidth most groups to keep
  public void reset(int newWidth) {
    if (candidates.length < newWidth) {
      candidates = new long[newWidth];
      groups = new long[newWidth];
    }
    width = newWidth;
    size = 0;
  }

  /// Number of groups held.
  public int size() {
    return size;
  }

  /// The nearest candidate of a group, by rank of the group.
  public long get(int rank) {
    return candidates[rank];
  }

  @Override
  public float bound() {
    return size == width ? Candidate.distance(candidates[size - 1]) : Float.POSITIVE_INFINITY;
  }

  @Override
  public void collect(int[] ordinals, float[] distances, int count) {
    for (int i = 0; i < count; i++) {
      offer(Candidate.of(distances[i], ordinals[i]), groupOf.applyAsLong(ordinals[i]));
    }
  }

  private void offer(long candidate, long group) {
    if (size == width && candidate >= candidates[size - 1]) {
      return;
    }
    int last = 0;
    while (last < size && groups[last] != group) {
      last++;
    }
    if (last == size) {
      // a new group takes a free place, or that of the last one
      last = size < width ? size++ : size - 1;
    } else if (candidates[last] <= candidate) {
      return;
    }
    while (last > 0 && candidates[last - 1] > candidate) {
      candidates[last] = candidates[last - 1];
      groups[last] = groups[last - 1];
      last--;
    }
    candidates[last] = candidate;
    groups[last] = group;
  }
}
