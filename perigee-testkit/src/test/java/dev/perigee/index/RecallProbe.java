package dev.perigee.index;

import dev.perigee.testkit.BruteForce;
import dev.perigee.testkit.BruteForce.Neighbour;
import dev.perigee.testkit.VectorData;
import dev.perigee.vector.Metric;
import java.util.ArrayList;
import java.util.List;

/// Vectors and queries, and what is truly nearest: measures the recall of any index of them.
final class RecallProbe {

  static final int K = 10;

  private final Metric metric;
  private final VectorData base;
  private final VectorData queries;
  private final List<List<Neighbour>> truths = new ArrayList<>();

  /// @param data the vectors, then the queries
  /// @param count how many of them are vectors
  RecallProbe(Metric metric, VectorData data, int count) {
    this.metric = metric;
    this.base = data.until(count);
    this.queries = data.from(count);
    BruteForce oracle = new BruteForce(metric);
    for (int i = 0; i < count; i++) {
      oracle.add(i, base.row(i));
    }
    for (int i = 0; i < queries.count(); i++) {
      truths.add(oracle.nearest(queries.row(i), K));
    }
  }

  VectorData base() {
    return base;
  }

  IndexOptions options() {
    return IndexOptions.of(base.dimension(), metric)
        .withElementType(base.elementType())
        .withThreads(2)
        .withEfConstruction(80);
  }

  VectorIndex bulk(IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      builder.addAll(base);
      return builder.toIndex();
    }
  }

  VectorIndex oneByOne(IndexOptions options) {
    try (IndexBuilder builder = VectorIndex.builder(options)) {
      for (int i = 0; i < base.count(); i++) {
        builder.add(i, base.encoded(i));
      }
      return builder.toIndex();
    }
  }

  /// Mean share of the true ten nearest, by true distance, that an index finds.
  double recall(VectorIndex index, SearchOptions options) {
    double sum = 0;
    for (int i = 0; i < queries.count(); i++) {
      List<Hit> hits = index.search(queries.encoded(i), options).hits();
      if (hits.size() != Math.min(K, base.count())) {
        throw new AssertionError("query " + i + ": expected 10 hits, got " + hits.size());
      }
      sum += BruteForce.recall(withTrueDistances(hits, queries.row(i)), truths.get(i));
    }
    return sum / queries.count();
  }

  /// Nodes expanded by the searches of all queries.
  long expanded(VectorIndex index, SearchOptions options) {
    long sum = 0;
    for (int i = 0; i < queries.count(); i++) {
      sum += index.search(queries.encoded(i), options).statistics().expansions();
    }
    return sum;
  }

  /// What an index says may be an estimate; whether a hit is near is told by its vector.
  private List<Hit> withTrueDistances(List<Hit> hits, float[] query) {
    List<Hit> exact = new ArrayList<>();
    for (Hit hit : hits) {
      double distance = BruteForce.distance(metric, query, base.row((int) hit.id()));
      exact.add(new Hit(hit.id(), hit.ordinal(), hit.score(), (float) distance));
    }
    return exact;
  }
}
