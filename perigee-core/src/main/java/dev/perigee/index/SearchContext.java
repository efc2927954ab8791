package dev.perigee.index;

import dev.perigee.graph.Beam;
import dev.perigee.graph.Candidate;
import dev.perigee.graph.Collector;
import dev.perigee.graph.CollectorWalk;
import dev.perigee.graph.GroupingCollector;
import dev.perigee.graph.NearestCollector;
import dev.perigee.graph.StopRule;
import dev.perigee.graph.Traversal;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.vector.AcceptSet;
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
  private static final int NONE_LINKED = -1;

  /// One in so many of a beam is put into its last order at least, so that a wider one finds more
  /// even where codes hardly tell near vectors apart.
  private static final int BEAM_PER_DEPTH = 4;

  /// Vectors an accept-set is asked about to learn which share of all it accepts.
  private static final int SHARE_SAMPLE = 64;

  /// Accepted share below which the walk itself has to look for what is accepted.
  private static final double SHARE_MIN = 0.6;

  private final IndexData data;
  private final QueryScorer walkScorer;
  private final QueryScorer lastScorer;
  private final QueryScorer scanScorer;
  private final Traversal traversal;
  private final CollectorWalk collecting;
  private final NearestCollector nearest = new NearestCollector();
  private final GroupingCollector groups;
  private final MemorySegment query;
  private long[] candidates = new long[0];
  private int[] ordinals = new int[0];
  private float[] distances = new float[0];
  private int linkedRows = NONE_LINKED;

  SearchContext(IndexData data) {
    this.data = data;
    this.walkScorer = data.walkScorer();
    this.lastScorer = data.lastScorer();
    this.scanScorer = data.reads() == null ? lastScorer : data.scanScorer();
    this.traversal = new Traversal(data.graph().layout());
    this.collecting = new CollectorWalk(traversal);
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
    if (data.reads() != null) {
      scanScorer.setQuery(query, 0, inverseNorm);
    }
    if (options.timeout() == null) {
      traversal.begin();
    } else {
      traversal.begin(start + saturatedNanos(options));
    }
    int found = find(options, calibration);
    if (!scan && lastScorer != null) {
      rerank(lastScorer, found);
    }
    return new SearchResult(
        hits(within(options.within(), Math.min(options.k(), found))),
        new SearchStatistics(
            traversal.scored() + (scan || lastScorer == null ? 0 : found),
            traversal.expanded(),
            System.nanoTime() - start,
            traversal.timedOut(),
            lastScorer instanceof ReadingScorer reading ? reading.rowsRead() : 0,
            lastScorer instanceof ReadingScorer reading ? reading.nanosRead() : 0));
  }

  /// The result of a search that was done elsewhere, but for the last bits of its distances.
  ///
  /// @param found what is nearest to [#query()], as candidates, and some more
  /// @param options how many hits are wanted, and within which distance
  /// @param nanos what the search took
  SearchResult resultOf(long[] found, SearchOptions options, long nanos) {
    QueryScorer scorer = lastScorer == null ? walkScorer : lastScorer;
    scorer.setQuery(query, 0, data.space().check("query", query, 0));
    ensureRoom(found.length);
    System.arraycopy(found, 0, candidates, 0, found.length);
    rerank(scorer, found.length);
    return new SearchResult(
        hits(within(options.within(), Math.min(options.k(), found.length))),
        new SearchStatistics(data.count(), 0, nanos, false, 0, 0));
  }

  /// Leaves the candidates in `candidates`, and tells how many there are.
  private int find(SearchOptions options, Calibration calibration) {
    boolean growing = linkedRows >= 0;
    boolean walked = data.options().linked() || (growing && calibration != null);
    if (options.exact() || !data.options().uniqueIds() || !walked) {
      return collect(options, 0);
    }
    if (options.accept() == null && !(growing && options.recall() == 0)) {
      return walk(options, calibration);
    }
    if (options.recall() == 0) {
      return collect(options, 0);
    }
    RecallCurve.Step step = step(options.recall(), options.k(), calibration);
    if (!isForWalk(step)) {
      return scan(options.accept(), options.k(), step);
    }
    int found = walkAccepted(options, calibration);
    return found < 0 ? collect(options, depth(options.k(), step)) : found;
  }

  private int walk(SearchOptions options, Calibration calibration) {
    if (options.recall() == 0) {
      int depth = depth(options);
      traversal.search(data.graph(), walkScorer, Math.max(options.ef(), depth));
      return take(traversal.beam(), depth);
    }
    RecallCurve.Step step = step(options.recall(), options.k(), calibration);
    return isForWalk(step)
        ? walk(options.k(), step, options.within())
        : scan(null, options.k(), step);
  }

  /// Reaches a recall among accepted vectors, where most are: walks as if all were, for so many
  /// hits that enough of them are accepted.
  ///
  /// @return how many candidates there are; -1 if too few of the nearest are accepted
  private int walkAccepted(SearchOptions options, Calibration calibration) {
    AcceptSet accept = options.accept();
    int k = options.k();
    double share = acceptedShare(accept);
    if (share < SHARE_MIN) {
      return -1;
    }
    // the k-th accepted has this rank among all, but for one query in forty
    double rejected = k * (1 - share) / share;
    int rank = (int) Math.ceil(k + rejected + 2 * Math.sqrt(rejected / share));
    RecallCurve.Step step = step(options.recall(), rank, calibration);
    if (!isForWalk(step)) {
      return scan(accept, k, step);
    }
    int count = walk(rank, step, options.within());
    boolean all = count < Math.min(rank, traversal.beam().size()) || count == data.count();
    int surely = compact(accept, 0, Math.min(rank, count), 0);
    if (surely < k && !traversal.timedOut() && !all) {
      return -1;
    }
    return compact(accept, Math.min(rank, count), count, surely);
  }

  /// Walks until the nearest `k` are found as a step says; takes as many as it says, of those that
  /// may be within a distance.
  private int walk(int k, RecallCurve.Step step, float within) {
    int depth = depth(k, step);
    int width = Math.max(Calibrator.WIDTH, 2 * depth);
    StopRule rule = new StopRule(k, step.slack(), depth, within);
    if (linkedRows < 0) {
      traversal.search(data.graph(), walkScorer, width, rule);
    } else {
      traversal.search(data.graph(), walkScorer, width, rule, linkedRows);
    }
    int count = take(traversal.beam(), depth);
    return within(within + step.slack() * Math.abs(within), count);
  }

  /// How many of the first candidates are within a distance; they are in order.
  private int within(float distance, int count) {
    int kept = count;
    while (kept > 0 && Candidate.distance(candidates[kept - 1]) > distance) {
      kept--;
    }
    return kept;
  }

  /// What it takes to reach a recall; null where that is not known to be reached by a walk.
  private static RecallCurve.Step step(double recall, int k, Calibration calibration) {
    return calibration == null ? null : calibration.reaching(recall, k);
  }

  /// Whether walking as a step says is a better plan than reading all.
  private boolean isForWalk(RecallCurve.Step step) {
    return step != null && step.distances() <= data.count() * SCAN_SHARE;
  }

  /// Reads all codes, and puts as many into their last order as a step says; without a step reads
  /// what the last order is made on, as an exact search does.
  private int scan(AcceptSet accept, int k, RecallCurve.Step step) {
    boolean onCodes = step != null || lastScorer == null;
    int depth = step == null ? k : depth(k, step);
    nearest.reset(depth);
    collecting.scan(data.count(), onCodes ? walkScorer : scanScorer, accept, nearest);
    return take(nearest.nearest(), depth);
  }

  private static int depth(int k, RecallCurve.Step step) {
    return Math.clamp(Math.round((double) k * step.depth()), k, DEPTH_MAX);
  }

  /// How many candidates are put into their last order where no recall was asked for.
  private int depth(SearchOptions options) {
    int least = data.rerankDepth(options.k());
    return lastScorer == null ? least : Math.max(least, options.ef() / BEAM_PER_DEPTH);
  }

  private double acceptedShare(AcceptSet accept) {
    int sample = Math.min(SHARE_SAMPLE, data.count());
    ensureRoom(sample);
    for (int i = 0; i < sample; i++) {
      ordinals[i] = (int) ((2L * i + 1) * data.count() / (2L * sample));
    }
    return (double) accept.compact(ordinals, sample) / sample;
  }

  /// Moves the accepted ones of the candidates `from` to `end - 1` to place `to`.
  ///
  /// @return the place behind them
  private int compact(AcceptSet accept, int from, int end, int to) {
    for (int i = from; i < end; i++) {
      ordinals[i - from] = Candidate.ordinal(candidates[i]);
    }
    int kept = accept.compact(ordinals, end - from);
    int at = from;
    for (int i = 0; i < kept; i++) {
      while (Candidate.ordinal(candidates[at]) != ordinals[i]) {
        at++;
      }
      candidates[to + i] = candidates[at++];
    }
    return to + kept;
  }

  /// Searches with a collector; leaves the candidates in `candidates`.
  ///
  /// @param depthMin how many of them are wanted at least
  private int collect(SearchOptions options, int depthMin) {
    int depth = options.exact() ? options.k() : Math.max(depthMin, depth(options));
    boolean read = options.exact() || (!data.options().linked() && linkedRows < 0);
    int width = read ? depth : Math.max(options.ef(), depth);
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
      QueryScorer scorer = scanScorer == null ? walkScorer : scanScorer;
      collecting.scan(data.count(), scorer, options.accept(), collector);
    } else if (linkedRows >= 0) {
      collecting.searchInto(data.graph(), walkScorer, options.accept(), collector, linkedRows);
    } else if (!data.options().linked()) {
      collecting.scan(data.count(), walkScorer, options.accept(), collector);
    } else {
      collecting.searchInto(data.graph(), walkScorer, options.accept(), collector);
    }
  }

  /// Searches an index of which only the first rows are linked.
  ///
  /// @param linked rows that are
  /// @param calibration what recall costs in an index like it; null if unknown
  SearchResult searchPartlyLinked(SearchOptions options, int linked, Calibration calibration) {
    linkedRows = linked;
    try {
      return search(options, calibration);
    } finally {
      linkedRows = NONE_LINKED;
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
