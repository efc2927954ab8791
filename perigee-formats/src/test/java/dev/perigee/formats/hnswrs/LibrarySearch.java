package dev.perigee.formats.hnswrs;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// The search of hnsw_rs itself over the lists as they are stored: one look at the list of each
/// upper layer, then best first over the lists of layer 0, strays and all.
record LibrarySearch(PointTable table) {

  private record Found(double distance, int node) {}

  private static final Comparator<Found> NEAREST = Comparator.comparingDouble(Found::distance);

  List<Integer> search(IntToDoubleFunction distance, int k, int width) {
    int at = table.entry();
    for (int layer = table.layer(at); layer > 0; layer--) {
      at = nearest(distance, at, layer);
    }
    boolean[] seen = new boolean[table.count()];
    PriorityQueue<Found> open = new PriorityQueue<>(NEAREST);
    PriorityQueue<Found> best = new PriorityQueue<>(NEAREST.reversed());
    Found first = new Found(distance.applyAsDouble(at), at);
    open.add(first);
    best.add(first);
    seen[at] = true;
    while (!open.isEmpty()) {
      Found next = open.remove();
      if (best.size() >= width && next.distance() > best.element().distance()) {
        break;
      }
      for (int neighbour : nodes(next.node(), 0)) {
        Found found = new Found(distance.applyAsDouble(neighbour), neighbour);
        boolean wanted = best.size() < width || found.distance() < best.element().distance();
        if (seen[neighbour] || !wanted) {
          continue;
        }
        seen[neighbour] = true;
        open.add(found);
        best.add(found);
        if (best.size() > width) {
          best.remove();
        }
      }
    }
    return best.stream().sorted(NEAREST).limit(k).map(Found::node).toList();
  }

  private int nearest(IntToDoubleFunction distance, int from, int layer) {
    return IntStream.concat(IntStream.of(from), IntStream.of(nodes(from, layer)))
        .boxed()
        .min(Comparator.comparingDouble(distance::applyAsDouble))
        .orElseThrow();
  }

  private int[] nodes(int node, int layer) {
    NeighbourList list = table.list(node, layer);
    return IntStream.range(0, list.count()).map(list::node).toArray();
  }
}
