package dev.perigee.formats.foreign;

import dev.perigee.vector.LinkSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/// A plain search of a hierarchical graph as the literature has it (Malkov and Yashunin 2018,
/// Algorithms 2 and 5), which every library's own answers can be held against: slow, and without
/// anything of ours.
public final class ReferenceWalk {

  private record Found(double distance, int node) {}

  private static final Comparator<Found> NEAREST =
      Comparator.comparingDouble(Found::distance).thenComparingInt(Found::node);

  private final LinkSource links;
  private final int[] neighbours;

  /// @param links the graph
  public ReferenceWalk(LinkSource links) {
    this.links = links;
    neighbours = new int[Math.max(links.degreeMax(), links.degreeMaxUpper())];
  }

  /// Nodes nearest to a query, nearest first.
  ///
  /// @param distance from the query to a node
  /// @param width of the beam
  /// @param wanted nodes that count; the others are walked through
  public List<Integer> search(IntToDoubleFunction distance, int k, int width, IntPredicate wanted) {
    int from = links.entryNode();
    if (from < 0) {
      return List.of();
    }
    for (int level = links.level(from); level > 0; level--) {
      from = descend(distance, level, from);
    }
    PriorityQueue<Found> open = new PriorityQueue<>(NEAREST);
    PriorityQueue<Found> best = new PriorityQueue<>(NEAREST.reversed());
    Set<Integer> seen = new HashSet<>();
    Found first = new Found(distance.applyAsDouble(from), from);
    open.add(first);
    seen.add(from);
    if (wanted.test(from)) {
      best.add(first);
    }
    while (!open.isEmpty()) {
      Found next = open.remove();
      if (best.size() >= width && next.distance() > best.element().distance()) {
        break;
      }
      int degree = links.neighbours(0, next.node(), neighbours);
      for (int i = 0; i < degree; i++) {
        if (!seen.add(neighbours[i])) {
          continue;
        }
        Found found = new Found(distance.applyAsDouble(neighbours[i]), neighbours[i]);
        if (best.size() < width || found.distance() < best.element().distance()) {
          open.add(found);
          if (wanted.test(found.node())) {
            best.add(found);
          }
          if (best.size() > width) {
            best.remove();
          }
        }
      }
    }
    return best.stream().sorted(NEAREST).limit(k).map(Found::node).toList();
  }

  private int descend(IntToDoubleFunction distance, int level, int from) {
    int at = from;
    double nearest = distance.applyAsDouble(at);
    boolean moved = true;
    while (moved) {
      moved = false;
      int degree = links.neighbours(level, at, neighbours);
      for (int i = 0; i < degree; i++) {
        double next = distance.applyAsDouble(neighbours[i]);
        if (next < nearest) {
          nearest = next;
          at = neighbours[i];
          moved = true;
        }
      }
    }
    return at;
  }
}
