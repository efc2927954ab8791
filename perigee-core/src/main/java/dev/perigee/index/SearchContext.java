package dev.perigee.index;

import dev.perigee.graph.Beam;
import dev.perigee.graph.Candidate;
import dev.perigee.graph.Collector;
import dev.perigee.graph.GroupingCollector;
import dev.perigee.graph.NearestCollector;
import dev.perigee.graph.StopRule;
import dev.perigee.graph.Traversal;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.vector.Metric;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// The working memory of one search at a time, reused from search to search.
final class SearchContext {

  /// Share of all vectors above which reading every code in order is cheaper than walking to them.
  private static final double SCAN_SHARE = 0.3;

  private static final int DEPTH_MAX = 1 << 16;

  private final IndexData data;
  private final QueryScorer walkScorer;
  private final QueryScorer lastScorer;
  private final Traversal traversal;
  private final NearestCollector nearest = new NearestCollector();
  private final GroupingCollector groups;
  private final MemorySegment query;
  private long[] candidates = new long[0];
  private int[] ordinals = new int[0];
  private float[] distances = new float[0];

  SearchContext(IndexData data) {
    this.data = data;
    this.walkScorer = data.walkScorer();
    this.lastScorer = data.lastScorer();
    this.traversal = new Traversal(data.graph().layout());
    this.groups = new GroupingCollector(data::id);
    // owned by the garbage collector: a context may outlive the index that pooled it
    this.query = Arena.ofAuto().allocate(data.space().vectorBytes(), 64);
  }

  /// Where the query is written before [#search], in the element type of the index.
  MemorySegment query() {
    return query;
  }

  /// Searches for what is in [#query()].
  ///
  /// @param calibration what recall costs; null if unknown
  SearchResult search(SearchOptions options, Calibration calibration) {
    long start = System.nanoTime();
    float inverseNorm = data.space().check("query", query, 0);
    boolean scan = options.exact() && lastScorer != null;
    if (!scan) {
      walkScorer.setQuery(query, 0, inverseNorm);
    }
    if (lastScorer != null) {
      lastScorer.setQuery(query, 0, inverseNorm);
    }
    if (options.timeout() == null) {
      traversal.begin();
    } else {
      traversal.begin(start + saturatedNanos(options));
    }
    boolean collected = options.exact() || options.accept() != null || !data.options().uniqueIds();
    int found = collected ? collect(options) : walk(options, calibration);
    if (!scan && lastScorer != null) {
      rerank(lastScorer, found);
    }
    return new SearchResult(
        hits(Math.min(options.k(), found)),
        new SearchStatistics(
            traversal.scored() + (scan || lastScorer == null ? 0 : found),
            traversal.expanded(),
            System.nanoTime() - start,
            traversal.timedOut()));
  }

  /// The result of a search that was done elsewhere, but for the last bits of its distances.
  ///
  /// @param found what is nearest to [#query()], as candidates, and some more
  /// @param k hits wanted
  /// @param nanos what the search took
  SearchResult resultOf(long[] found, int k, long nanos) {
    QueryScorer scorer = lastScorer == null ? walkScorer : lastScorer;
    scorer.setQuery(query, 0, data.space().check("query", query, 0));
    ensureRoom(found.length);
    System.arraycopy(found, 0, candidates, 0, found.length);
    rerank(scorer, found.length);
    return new SearchResult(
        hits(Math.min(k, found.length)), new SearchStatistics(data.count(), 0, nanos, false));
  }

  private int walk(SearchOptions options, Calibration calibration) {
    int depth = data.rerankDepth(options.k());
    if (options.recall() == 0) {
      traversal.search(data.graph(), walkScorer, Math.max(options.ef(), depth));
      return take(traversal.beam(), depth);
    }
    RecallCurve.Step step =
        calibration == null ? null : calibration.reaching(options.recall(), options.k());
    if (step != null) {
      depth = Math.clamp(Math.round((double) options.k() * step.depth()), options.k(), DEPTH_MAX);
    }
    if (step == null || step.distances() > data.count() * SCAN_SHARE) {
      nearest.reset(depth);
      traversal.scan(data.count(), walkScorer, null, nearest);
      return take(nearest.nearest(), depth);
    }
    int width = Math.max(Calibrator.WIDTH, 2 * depth);
    StopRule rule = new StopRule(options.k(), step.slack(), depth);
    traversal.search(data.graph(), walkScorer, width, rule);
    return take(traversal.beam(), depth);
  }

  /// Searches with a collector; leaves the candidates in `candidates`.
  private int collect(SearchOptions options) {
    int depth = options.exact() ? options.k() : data.rerankDepth(options.k());
    int width = options.exact() ? options.k() : Math.max(options.ef(), depth);
    if (data.options().uniqueIds()) {
      nearest.reset(width);
      collectInto(options, nearest);
      return take(nearest.nearest(), depth);
    }
    groups.reset(width);
    collectInto(options, groups);
    int count = Math.min(depth, groups.size());
    ensureRoom(count);
    for (int i = 0; i < count; i++) {
      candidates[i] = groups.get(i);
    }
    return count;
  }

  private void collectInto(SearchOptions options, Collector collector) {
    if (options.exact()) {
      QueryScorer scorer = lastScorer == null ? walkScorer : lastScorer;
      traversal.scan(data.count(), scorer, options.accept(), collector);
    } else {
      traversal.searchInto(data.graph(), walkScorer, options.accept(), collector);
    }
  }

  private int take(Beam beam, int depth) {
    int count = Math.min(depth, beam.size());
    ensureRoom(count);
    for (int i = 0; i < count; i++) {
      candidates[i] = beam.get(i);
    }
    return count;
  }

  /// Puts the candidates into the order of a scorer: all of them are scored in one batch.
  private void rerank(QueryScorer scorer, int count) {
    for (int i = 0; i < count; i++) {
      ordinals[i] = Candidate.ordinal(candidates[i]);
    }
    scorer.score(ordinals, count, distances);
    for (int i = 0; i < count; i++) {
      candidates[i] = Candidate.of(distances[i], ordinals[i]);
    }
    Arrays.sort(candidates, 0, count);
  }

  private void ensureRoom(int count) {
    if (candidates.length < count) {
      candidates = new long[count];
      ordinals = new int[count];
      distances = new float[count];
    }
  }

  private List<Hit> hits(int count) {
    Hit[] hits = new Hit[count];
    for (int i = 0; i < count; i++) {
      hits[i] = hit(candidates[i]);
    }
    return List.of(hits);
  }

  private Hit hit(long candidate) {
    int ordinal = Candidate.ordinal(candidate);
    float distance = Candidate.distance(candidate);
    if (data.codebook() != null && data.options().metric() != Metric.INNER_PRODUCT) {
      distance = Math.max(0, distance); // an estimate may fall below
    }
    return new Hit(data.id(ordinal), ordinal, data.space().metric().score(distance), distance);
  }

  private static long saturatedNanos(SearchOptions options) {
    return options.timeout().compareTo(java.time.Duration.ofDays(365)) > 0
        ? java.time.Duration.ofDays(365).toNanos()
        : options.timeout().toNanos();
  }
}
