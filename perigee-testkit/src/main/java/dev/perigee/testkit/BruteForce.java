package dev.perigee.testkit;

import dev.perigee.index.Hit;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/// The oracle of every search: compares every vector, in double precision, in the plainest way.
///
/// Bits are given as components of 0 and 1.
public final class BruteForce {

  private final Metric metric;
  private final List<Long> ids = new ArrayList<>();
  private final List<float[]> vectors = new ArrayList<>();

  /// A vector that was found, and how far away it is.
  ///
  /// @param id of the vector
  /// @param distance as the metric defines it
  public record Neighbour(long id, double distance) {}

  /// An oracle without vectors.
  public BruteForce(Metric metric) {
    this.metric = metric;
  }

  /// Adds a vector; an id may come again.
  public void add(long id, float[] vector) {
    ids.add(id);
    vectors.add(vector.clone());
  }

  /// The nearest ids, each once, nearest first.
  public List<Neighbour> nearest(float[] query, int k) {
    return nearest(query, k, id -> true);
  }

  /// The nearest ids that pass a test, each once, nearest first.
  public List<Neighbour> nearest(float[] query, int k, LongPredicate accept) {
    List<Neighbour> all = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (accept.test(ids.get(i))) {
        all.add(new Neighbour(ids.get(i), distance(metric, query, vectors.get(i))));
      }
    }
    all.sort(Comparator.comparingDouble(Neighbour::distance).thenComparingLong(Neighbour::id));
    Set<Long> seen = new HashSet<>();
    all.removeIf(neighbour -> !seen.add(neighbour.id));
    return all.subList(0, Math.min(k, all.size()));
  }

  /// The share of the true nearest that are among the hits; hits as near as the last true one count
  /// too.
  public static double recall(List<Hit> hits, List<Neighbour> truth) {
    if (truth.isEmpty()) {
      return 1;
    }
    double last = truth.getLast().distance;
    double tolerance = 1e-5 * Math.max(1, Math.abs(last));
    long found = hits.stream().filter(hit -> hit.distance() <= last + tolerance).count();
    return Math.min(1, (double) found / truth.size());
  }

  /// The distance of two vectors in double precision.
  public static double distance(Metric metric, float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    double absolute = 0;
    double squaresA = 0;
    double squaresB = 0;
    double either = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      dot += (double) a[i] * b[i];
      squares += difference * difference;
      absolute += Math.abs(difference);
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
      either += Math.max(a[i], b[i]);
    }
    return switch (metric) {
      case L2 -> squares;
      case COSINE -> 1 - dot / Math.sqrt(squaresA * squaresB);
      case INNER_PRODUCT -> -dot;
      case L1, HAMMING -> absolute;
      case JACCARD -> either == 0 ? 0 : 1 - dot / either;
      case CUSTOM -> throw new IllegalArgumentException("metric: expected a built-in one");
    };
  }
}
