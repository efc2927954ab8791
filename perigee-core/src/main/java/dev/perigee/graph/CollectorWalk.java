package dev.perigee.graph;

import dev.perigee.kernel.BulkScorer;
import dev.perigee.vector.AcceptSet;

/// Searches whose results are collected as they are found: filtered, grouped, exact.
///
/// Uses the working memory of a [Traversal], which begins each search and counts what it costs.
public final class CollectorWalk {

  /// Distances a filtered search may compute before reading every row becomes the better plan.
  private static final int FILTERED_SCORED_MIN = 10_000;

  private static final int FILTERED_SCORED_MAX = 1 << 18;

  private final Traversal walk;
  private final CandidateQueue queue = new CandidateQueue();
  private final VisitedSet visited;
  private final int[] batch;
  private final float[] distances;
  private final int[] accepted;

  /// @param walk used by one search at a time
  public CollectorWalk(Traversal walk) {
    this.walk = walk;
    visited = walk.visited;
    batch = walk.batch;
    distances = walk.distances;
    accepted = new int[batch.length];
  }

  /// Feeds a collector with accepted candidates, walking through those that are not accepted.
  ///
  /// Every accepted row is found in the end: when the walk has cost more than reading all rows is
  /// worth, they are read.
  ///
  /// @param accept which ordinals may be collected; null for all
  public void searchInto(
      HnswGraph graph, BulkScorer scorer, AcceptSet accept, Collector collector) {
    long entry = graph.entry();
    int limit = graph.count();
    if ((int) entry < 0) {
      return;
    }
    long budget = walk.scored + Math.clamp(limit / 4, FILTERED_SCORED_MIN, FILTERED_SCORED_MAX);
    if (!walkInto(graph, scorer, accept, collector, entry, limit, budget)) {
      scan(0, limit, scorer, accept, collector, true);
    }
  }

  /// The same for a graph that is being linked: walks among the first nodes, and reads those that
  /// are not linked yet.
  ///
  /// @param linked nodes `0` to `linked - 1` are
  public void searchInto(
      HnswGraph graph, BulkScorer scorer, AcceptSet accept, Collector collector, int linked) {
    long entry = graph.entry();
    int count = graph.count();
    if ((int) entry < 0) {
      scan(0, count, scorer, accept, collector, false);
      return;
    }
    int limit = Math.max(linked, (int) entry + 1); // the entry point was linked just now
    scan(limit, count, scorer, accept, collector, false);
    long budget = walk.scored + Math.clamp(limit / 4, FILTERED_SCORED_MIN, FILTERED_SCORED_MAX);
    if (!walkInto(graph, scorer, accept, collector, entry, limit, budget)) {
      scan(0, limit, scorer, accept, collector, true);
    }
  }

  /// Feeds a collector with every accepted row: exact search.
  ///
  /// @param count rows `0` to `count - 1` are read
  /// @param accept which ordinals may be collected; null for all
  public void scan(int count, BulkScorer scorer, AcceptSet accept, Collector collector) {
    scan(0, count, scorer, accept, collector, false);
  }

  private boolean walkInto(
      HnswGraph graph,
      BulkScorer scorer,
      AcceptSet accept,
      Collector collector,
      long entry,
      int limit,
      long budget) {
    queue.clear();
    long start = walk.descend(graph, entry, scorer, 0, limit);
    visited.reset(limit);
    batch[0] = Candidate.ordinal(start);
    distances[0] = Candidate.distance(start);
    visited.add(batch[0]);
    enqueueAndCollect(1, accept, collector);
    enqueueAndCollect(walk.scoreEntryNodes(graph, scorer, limit), accept, collector);
    while (queue.size() > 0 && !walk.pastDeadline()) {
      long nearest = queue.pop();
      if (Candidate.distance(nearest) > collector.bound()) {
        return true;
      }
      if (walk.scored > budget) {
        return false;
      }
      walk.expanded++;
      int node = Candidate.ordinal(nearest);
      int count = graph.unvisitedNeighbours(0, node, visited, limit, batch);
      scorer.score(batch, count, distances);
      walk.scored += count;
      enqueueAndCollect(count, accept, collector);
    }
    // a queue that ran dry has seen all that the graph connects
    return walk.timedOut();
  }

  private void enqueueAndCollect(int count, AcceptSet accept, Collector collector) {
    float bound = collector.bound();
    int near = 0;
    for (int i = 0; i < count; i++) {
      if (distances[i] <= bound) {
        queue.push(Candidate.of(distances[i], batch[i]));
        batch[near] = batch[i];
        distances[near++] = distances[i];
      }
    }
    collect(near, accept, collector);
  }

  private void collect(int count, AcceptSet accept, Collector collector) {
    if (accept == null) {
      collector.collect(batch, distances, count);
      return;
    }
    System.arraycopy(batch, 0, accepted, 0, count);
    int kept = accept.compact(accepted, count);
    // what is kept is in the order of the batch, so one pass pairs it with its distances
    int from = 0;
    for (int i = 0; i < kept; i++) {
      while (batch[from] != accepted[i]) {
        from++;
      }
      distances[i] = distances[from++];
    }
    collector.collect(accepted, distances, kept);
  }

  private void scan(
      int from,
      int count,
      BulkScorer scorer,
      AcceptSet accept,
      Collector collector,
      boolean unvisitedOnly) {
    int next = from;
    while (next < count && !walk.pastDeadline()) {
      int filled = 0;
      for (; next < count && filled < Traversal.SCAN_BATCH; next++) {
        batch[filled] = next;
        filled += unvisitedOnly ? visited.add(next) : 1;
      }
      if (accept != null) {
        filled = accept.compact(batch, filled);
      }
      scorer.score(batch, filled, distances);
      walk.scored += filled;
      walk.expanded++;
      collector.collect(batch, distances, filled);
    }
  }
}
