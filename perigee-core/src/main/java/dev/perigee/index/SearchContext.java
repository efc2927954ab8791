package dev.perigee.index;

import dev.perigee.graph.Beam;
import dev.perigee.graph.Candidate;
import dev.perigee.graph.Collector;
import dev.perigee.graph.GroupingCollector;
import dev.perigee.graph.NearestCollector;
import dev.perigee.graph.Traversal;
import dev.perigee.kernel.RowScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The working memory of one search at a time, reused from search to search.
final class SearchContext {

  private final IndexData data;
  private final RowScorer scorer;
  private final Traversal traversal;
  private final NearestCollector nearest = new NearestCollector();
  private final GroupingCollector groups;
  private final MemorySegment query;

  SearchContext(IndexData data) {
    this.data = data;
    this.scorer = data.scorer();
    this.traversal = new Traversal(data.graph().layout());
    this.groups = new GroupingCollector(data::id);
    // owned by the garbage collector: a context may outlive the index that pooled it
    this.query = Arena.ofAuto().allocate(data.space().vectorBytes(), 64);
  }

  /// Where the query is written before [#search], in the element type of the index.
  MemorySegment query() {
    return query;
  }

  SearchResult search(SearchOptions options) {
    long start = System.nanoTime();
    scorer.setQuery(query, 0, data.space().check("query", query, 0));
    if (options.timeout() == null) {
      traversal.begin();
    } else {
      traversal.begin(start + saturatedNanos(options));
    }
    List<Hit> hits = new ArrayList<>(Math.min(options.k(), data.count()));
    if (options.exact() || options.accept() != null || !data.options().uniqueIds()) {
      collect(options, hits);
    } else {
      traversal.search(data.graph(), scorer, options.ef());
      addHits(traversal.beam(), options.k(), hits);
    }
    return new SearchResult(
        hits,
        new SearchStatistics(
            traversal.scored(),
            traversal.expanded(),
            System.nanoTime() - start,
            traversal.timedOut()));
  }

  private void collect(SearchOptions options, List<Hit> hits) {
    int width = options.exact() ? options.k() : options.ef();
    if (data.options().uniqueIds()) {
      nearest.reset(width);
      collectInto(options, nearest);
      addHits(nearest.nearest(), options.k(), hits);
    } else {
      groups.reset(width);
      collectInto(options, groups);
      for (int i = 0; i < Math.min(options.k(), groups.size()); i++) {
        hits.add(hit(groups.get(i)));
      }
    }
  }

  private void collectInto(SearchOptions options, Collector collector) {
    if (options.exact()) {
      traversal.scan(data.count(), scorer, options.accept(), collector);
    } else {
      traversal.searchInto(data.graph(), scorer, options.accept(), collector);
    }
  }

  private void addHits(Beam beam, int k, List<Hit> hits) {
    for (int i = 0; i < Math.min(k, beam.size()); i++) {
      hits.add(hit(beam.get(i)));
    }
  }

  private Hit hit(long candidate) {
    int ordinal = Candidate.ordinal(candidate);
    float distance = Candidate.distance(candidate);
    return new Hit(data.id(ordinal), ordinal, data.space().metric().score(distance), distance);
  }

  private static long saturatedNanos(SearchOptions options) {
    return options.timeout().compareTo(java.time.Duration.ofDays(365)) > 0
        ? java.time.Duration.ofDays(365).toNanos()
        : options.timeout().toNanos();
  }
}
