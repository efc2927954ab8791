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
    return switch (metric) {
      case L2 -> sum(a, b, (x, y) -> (x - y) * (x - y));
      case COSINE -> 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      case INNER_PRODUCT -> -dot(a, b);
      case L1 -> sum(a, b, (x, y) -> Math.abs(x - y));
      case HAMMING -> sum(a, b, (x, y) -> x == y ? 0 : 1);
      case JACCARD -> jaccard(a, b);
      case SORENSEN ->
          share(sum(a, b, (x, y) -> Math.abs(x - y)), sum(a, b, (x, y) -> Math.abs(x + y)));
      case HELLINGER -> Math.sqrt(Math.max(0, 1 - sum(a, b, (x, y) -> Math.sqrt(x * y))));
      case JEFFREYS ->
          sum(a, b, (x, y) -> (x - y) * Math.log(Math.max(x, 1e-30) / Math.max(y, 1e-30)));
      case JENSEN_SHANNON ->
          sum(a, b, (x, y) -> entropy((x + y) / 2) - (entropy(x) + entropy(y)) / 2);
      case HAVERSINE -> haversine(a, b);
      case PEARSON -> pearson(a, b);
      case CUSTOM -> throw new IllegalArgumentException("metric: expected a built-in one");
    };
  }

  private interface Term {
    double of(double a, double b);
  }

  private static double sum(float[] a, float[] b, Term term) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += term.of(a[i], b[i]);
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    return sum(a, b, (x, y) -> x * y);
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private static double jaccard(float[] a, float[] b) {
    double whole = sum(a, b, Math::max);
    return whole == 0 ? 0 : 1 - sum(a, b, Math::min) / whole;
  }

  private static double entropy(double share) {
    return share > 0 ? -share * Math.log(share) : 0;
  }

  private static double pearson(float[] a, float[] b) {
    double meanA = sum(a, a, (x, y) -> x) / a.length;
    double meanB = sum(b, b, (x, y) -> x) / b.length;
    double squaresA = sum(a, a, (x, y) -> (x - meanA) * (x - meanA));
    double squaresB = sum(b, b, (x, y) -> (x - meanB) * (x - meanB));
    double product = sum(a, b, (x, y) -> (x - meanA) * (y - meanB));
    return squaresA * squaresB == 0 ? 1 : 1 - product / Math.sqrt(squaresA * squaresB);
  }

  private static double haversine(float[] a, float[] b) {
    double vertical = Math.sin(Math.toRadians((double) a[0] - b[0]) / 2);
    double horizontal = Math.sin(Math.toRadians((double) a[1] - b[1]) / 2);
    double circles = Math.cos(Math.toRadians(a[0])) * Math.cos(Math.toRadians(b[0]));
    return 2 * Math.asin(Math.sqrt(vertical * vertical + circles * horizontal * horizontal));
  }
}
