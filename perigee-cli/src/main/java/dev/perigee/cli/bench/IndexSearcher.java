package dev.perigee.cli.bench;

import dev.perigee.index.Hit;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Perigee's own searches. Does not own the index.
final class IndexSearcher implements Searcher {

  private final VectorIndex index;
  private final MemorySegment[] queries;
  private long distances;
  private long vectorsRead;

  IndexSearcher(VectorIndex index, VectorSource queries) {
    this(index, load(queries));
  }

  /// @param queries of [#load]; several searchers may share them
  IndexSearcher(VectorIndex index, MemorySegment[] queries) {
    this.index = index;
    this.queries = queries;
  }

  /// The queries, outside the heap.
  static MemorySegment[] load(VectorSource source) {
    ElementType type = source.elementType();
    MemorySegment[] queries = new MemorySegment[Math.toIntExact(source.count())];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = Arena.ofAuto().allocate(type.vectorBytes(source.dimension()), 64);
      source.read(i, queries[i], 0);
    }
    return queries;
  }

  /// The same index, asked for a recall in thousandths in place of a width.
  Searcher byRecall() {
    return new Searcher() {
      @Override
      public int[] search(int query, int thousandths) {
        return rows(query, SearchOptions.nearest(Truth.K).recall(thousandths / 1000.0));
      }

      @Override
      public long distances() {
        return distances;
      }

      @Override
      public long vectorsRead() {
        return vectorsRead;
      }
    };
  }

  @Override
  public int[] search(int query, int width) {
    return rows(query, SearchOptions.nearest(Truth.K).ef(width));
  }

  private int[] rows(int query, SearchOptions options) {
    SearchResult result = index.search(queries[query], options);
    distances += result.statistics().distanceComputations();
    vectorsRead += result.statistics().vectorsRead();
    List<Hit> hits = result.hits();
    int[] rows = new int[hits.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) hits.get(i).id(); // the id is the row number, and there are fewer than 2^31
    }
    return rows;
  }

  @Override
  public long distances() {
    return distances;
  }

  @Override
  public long vectorsRead() {
    return vectorsRead;
  }
}
