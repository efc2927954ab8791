package dev.perigee.graph;

import dev.perigee.kernel.BulkScorer;

/// The working memory of one search at a time, and the ways to walk a graph with it.
///
/// Source: Malkov and Yashunin 2018, Algorithm 2 (SEARCH-LAYER) and the descent of Algorithm 5; ef
/// is the width of the beam. Owned by one thread at a time; reused, so that a search allocates
/// nothing for each candidate.
public final class Traversal {

  /// Expansions between two looks at the clock.
  private static final int EXPANSIONS_PER_CLOCK = 32;

  static final int SCAN_BATCH = 256;

  private final Beam beam = new Beam();
  final VisitedSet visited = new VisitedSet();
  final int[] batch;
  final float[] distances;
  private long deadlineNanos;
  private boolean hasDeadline;
  private boolean timedOut;
  long scored;
  long expanded;

  @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the loads
  private int touchSink;

  /// @param layout tells the greatest degree
  public Traversal(GraphLayout layout) {
    int batchMax = Math.max(layout.degreeMax(), layout.degreeMaxUpper());
    // a place more than entry nodes, since one that was visited is written before it is passed over
    batchMax = Math.max(batchMax, Math.max(SCAN_BATCH, HnswGraph.ENTRY_NODES_MAX + 1));
    batch = new int[batchMax];
    distances = new float[batchMax];
  }

  /// Prepares for a search without a deadline.
  public void begin() {
    hasDeadline = false;
    timedOut = false;
    scored = 0;
    expanded = 0;
  }

  /// Prepares for a search that stops at a time.
  ///
  /// @param atNanos on the clock of [System#nanoTime()]
  public void begin(long atNanos) {
    begin();
    hasDeadline = true;
    deadlineNanos = atNanos;
  }

  /// The candidates found by the last search of a level, nearest first.
  public Beam beam() {
    return beam;
  }

  /// Whether the search stopped at its deadline, before it was done.
  public boolean timedOut() {
    return timedOut;
  }

  /// Distances computed since the search began.
  public long scored() {
    return scored;
  }

  /// Nodes whose neighbours were looked at since the search began.
  public long expanded() {
    return expanded;
  }

  /// Walks greedily from the entry point down to a level.
  ///
  /// @param entry as of [HnswGraph#entry()], of a graph that is not empty
  /// @param toLevel the level whose nearest node is wanted, at most that of the entry point
  /// @return the nearest node found, as a candidate
  long descend(HnswGraph graph, long entry, BulkScorer scorer, int toLevel, int limit) {
    visited.reset(limit);
    batch[0] = (int) entry;
    visited.add(batch[0]);
    scorer.score(batch, 1, distances);
    scored++;
    long best = Candidate.of(distances[0], batch[0]);
    for (int level = (int) (entry >> 32); level > toLevel; level--) {
      best = nearestOnLevel(graph, best, scorer, level, limit);
    }
    return best;
  }

  private long nearestOnLevel(HnswGraph graph, long from, BulkScorer scorer, int level, int limit) {
    long best = from;
    boolean moved = true;
    while (moved && !pastDeadline()) {
      moved = false;
      expanded++;
      // what was compared before, here or on a level above, was not nearer
      int count = graph.unvisitedNeighbours(level, Candidate.ordinal(best), visited, limit, batch);
      scorer.score(batch, count, distances);
      scored += count;
      for (int i = 0; i < count; i++) {
        long candidate = Candidate.of(distances[i], batch[i]);
        if (candidate < best) {
          best = candidate;
          moved = true;
        }
      }
    }
    return best;
  }

  /// Fills the beam with the nearest nodes of the whole graph that a walk from the entry point
  /// finds.
  ///
  /// @param width of the beam, ef in the paper
  public void search(HnswGraph graph, BulkScorer scorer, int width) {
    long entry = graph.entry();
    int limit = graph.count();
    beam.reset(width);
    if ((int) entry >= 0) {
      searchLevel(graph, scorer, 0, descend(graph, entry, scorer, 0, limit), width, limit);
    }
  }

  /// The same, ended by a rule.
  public void search(HnswGraph graph, BulkScorer scorer, int width, StopRule rule) {
    long entry = graph.entry();
    int limit = graph.count();
    beam.reset(width);
    if ((int) entry >= 0) {
      begin(descend(graph, entry, scorer, 0, limit), width, limit);
      offerEntryNodes(graph, scorer, limit);
      expandAll(graph, scorer, 0, limit, rule, null);
    }
  }

  /// The same for a graph that is being linked: walks among the first nodes, and reads those that
  /// are not linked yet.
  ///
  /// @param linked nodes `0` to `linked - 1` are
  public void search(HnswGraph graph, BulkScorer scorer, int width, StopRule rule, int linked) {
    long entry = graph.entry();
    int count = graph.count();
    int limit = Math.max(linked, (int) entry + 1); // the entry point was linked just now
    beam.reset(width);
    if ((int) entry >= 0) {
      begin(descend(graph, entry, scorer, 0, limit), width, limit);
      offerEntryNodes(graph, scorer, limit);
      expandAll(graph, scorer, 0, limit, rule, null);
      offerRest(limit, count, scorer, rule);
    }
  }

  private void offerRest(int from, int count, BulkScorer scorer, StopRule rule) {
    float bound = rule.entryBound(beam, rule.bound(beam));
    for (int next = from; next < count && !pastDeadline(); next += SCAN_BATCH) {
      int filled = Math.min(SCAN_BATCH, count - next);
      for (int i = 0; i < filled; i++) {
        batch[i] = next + i;
      }
      scorer.score(batch, filled, distances);
      scored += filled;
      for (int i = 0; i < filled; i++) {
        if (distances[i] <= bound) {
          beam.offer(Candidate.of(distances[i], batch[i]));
          bound = rule.entryBound(beam, rule.bound(beam));
        }
      }
    }
  }

  /// The same, watched, as if one node did not exist.
  ///
  /// @param hidden the node; not the entry point; -1 for none
  public void search(
      HnswGraph graph, BulkScorer scorer, int width, int hidden, WalkObserver observer) {
    long entry = graph.entry();
    int limit = graph.count();
    beam.reset(width);
    if ((int) entry >= 0) {
      long from = descend(graph, entry, scorer, 0, limit);
      begin(from, width, limit);
      if (hidden >= 0) {
        visited.add(hidden);
      }
      offerEntryNodes(graph, scorer, limit);
      expandAll(graph, scorer, 0, limit, StopRule.NEVER, observer);
    }
  }

  /// Fills the beam with the nearest nodes of one level (Algorithm 2).
  ///
  /// @param from where to start, as a candidate
  /// @param limit ordinals at or above it are not visited
  void searchLevel(HnswGraph graph, BulkScorer scorer, int level, long from, int width, int limit) {
    begin(from, width, limit);
    if (level == 0) {
      offerEntryNodes(graph, scorer, limit);
    }
    expandAll(graph, scorer, level, limit, StopRule.NEVER, null);
  }

  private void begin(long from, int width, int limit) {
    beam.reset(width);
    visited.reset(limit);
    visited.add(Candidate.ordinal(from));
    beam.offer(from & ~Candidate.EXPANDED);
  }

  private void offerEntryNodes(HnswGraph graph, BulkScorer scorer, int limit) {
    int count = scoreEntryNodes(graph, scorer, limit);
    for (int i = 0; i < count; i++) {
      beam.offer(Candidate.of(distances[i], batch[i]));
    }
  }

  /// Fills the batch with the entry nodes that have not been visited, and scores them.
  int scoreEntryNodes(HnswGraph graph, BulkScorer scorer, int limit) {
    int count = 0;
    for (int node : graph.entryNodes()) {
      if (node < limit) {
        batch[count] = node;
        count += visited.add(node);
      }
    }
    if (count > 0) {
      scorer.score(batch, count, distances);
      scored += count;
    }
    return count;
  }

  private void expandAll(
      HnswGraph graph,
      BulkScorer scorer,
      int level,
      int limit,
      StopRule rule,
      WalkObserver observer) {
    int node;
    float stop = rule.bound(beam);
    while ((node = beam.next(stop)) >= 0) {
      if (observer != null && !observer.goOn(beam, beam.lastTaken(), scored)) {
        return;
      }
      expanded++;
      int count = graph.unvisitedNeighbours(level, node, visited, limit, batch);
      int following = beam.peek();
      if (level == 0 && following >= 0) {
        // likely to be expanded next: its row comes in while this batch is scored
        touchSink += graph.touch(following);
      }
      scorer.score(batch, count, distances);
      scored += count;
      // what lies beyond the stop would never be expanded
      float bound = rule.entryBound(beam, stop);
      for (int i = 0; i < count; i++) {
        if (distances[i] <= bound) {
          beam.offer(Candidate.of(distances[i], batch[i]));
          bound = rule.entryBound(beam, stop);
        }
      }
      stop = rule.bound(beam);
      if (pastDeadline()) {
        return;
      }
    }
  }

  boolean pastDeadline() {
    if (hasDeadline
        && !timedOut
        && expanded % EXPANSIONS_PER_CLOCK == 0
        && System.nanoTime() - deadlineNanos >= 0) {
      timedOut = true;
    }
    return timedOut;
  }
}
