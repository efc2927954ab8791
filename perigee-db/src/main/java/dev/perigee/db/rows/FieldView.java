package dev.perigee.db.rows;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.index.Hit;
import dev.perigee.index.SearchOptions;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// All parts of a field at one moment, the newest first. Immutable; whoever acquired it releases
/// it.
public final class FieldView implements AutoCloseable {

  private final List<RowPart> parts;
  private final List<RowPart> largestFirst;
  private final boolean many;
  private final AtomicInteger references = new AtomicInteger(1);

  /// @param parts the newest first; each is retained until the view is gone
  FieldView(List<RowPart> parts, boolean many) {
    this.parts = List.copyOf(parts);
    largestFirst = new ArrayList<>(parts);
    largestFirst.sort(Comparator.comparingInt(FieldView::sizeOrder));
    this.many = many;
    this.parts.forEach(RowPart::retain);
  }

  /// Parts in memory come last: they are small, and grow.
  private static int sizeOrder(RowPart part) {
    return part instanceof SegmentPart ? -part.count() : 0;
  }

  /// The parts, the newest first.
  public List<RowPart> parts() {
    return parts;
  }

  boolean tryAcquire() {
    int now = references.get();
    while (now > 0) {
      if (references.compareAndSet(now, now + 1)) {
        return true;
      }
      now = references.get();
    }
    return false;
  }

  /// Gives the view back.
  @Override
  public void close() {
    if (references.decrementAndGet() == 0) {
      parts.forEach(RowPart::release);
    }
  }

  /// The nearest documents by their rows that count at a sequence number.
  ///
  /// @param query in the element type of the field
  /// @param options without an accept-set
  /// @param sequence as of when
  /// @param documents among which; null for all
  /// @return at most `options.k()`, the nearest first, each document once
  public List<RowHit> search(
      MemorySegment query, SearchOptions options, long sequence, NumberSet documents) {
    List<RowHit> found = new ArrayList<>();
    for (RowPart part : largestFirst) {
      if (part.count() > 0 && !(part instanceof SegmentPart file && file.isPast(sequence))) {
        SearchOptions accepted = options.accept(part.visibleAt(sequence, documents));
        if (found.size() >= options.k()) {
          // a smaller part need only be searched for what is nearer
          accepted = accepted.within(found.get(options.k() - 1).distance());
        }
        found.addAll(many ? searchMany(part, query, accepted) : searchOne(part, query, accepted));
        Collections.sort(found);
      }
    }
    return List.copyOf(found.subList(0, Math.min(options.k(), found.size())));
  }

  private static List<RowHit> searchOne(RowPart part, MemorySegment query, SearchOptions options) {
    List<Hit> hits = part.search(query, options).hits();
    List<RowHit> found = new ArrayList<>(hits.size());
    for (Hit hit : hits) {
      found.add(new RowHit(hit.id(), hit.distance(), hit.score()));
    }
    return found;
  }

  /// Asks for more rows until there are enough documents, or no more rows.
  private static List<RowHit> searchMany(RowPart part, MemorySegment query, SearchOptions options) {
    int k = options.k();
    int asked = k;
    while (true) {
      SearchOptions wider = withLimit(options, asked);
      List<RowHit> rows = searchOne(part, query, wider);
      Map<Long, RowHit> nearest = new HashMap<>();
      rows.forEach(hit -> nearest.merge(hit.document(), hit, FieldView::nearer));
      boolean all = rows.size() < asked || asked == SearchOptions.K_MAX;
      if (nearest.size() >= k || all) {
        return new ArrayList<>(nearest.values());
      }
      asked = Math.min(SearchOptions.K_MAX, 4 * asked);
    }
  }

  private static SearchOptions withLimit(SearchOptions options, int k) {
    return new SearchOptions(
        k,
        Math.max(k, options.ef()),
        options.accept(),
        options.timeout(),
        options.exact(),
        options.recall(),
        options.within());
  }

  private static RowHit nearer(RowHit a, RowHit b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /// The rows of a document that count at a sequence number; all of them are in one part.
  ///
  /// @return null if there are none
  public RowPlace find(long document, long sequence) {
    for (RowPart part : parts) {
      int[] rows = part.rows(document);
      int kept = 0;
      for (int row : rows) {
        rows[kept] = row;
        kept += part.isVisible(row, sequence) ? 1 : 0;
      }
      if (kept > 0) {
        return new RowPlace(part, java.util.Arrays.copyOf(rows, kept));
      }
    }
    return null;
  }

  /// The distance of a document to a query: that of its nearest vector.
  ///
  /// @throws InvalidRequestException if the query does not fit
  public float distance(MemorySegment query, RowPlace place) {
    float nearest = Float.POSITIVE_INFINITY;
    for (float distance : place.part().distances(query, place.rows(), place.rows().length)) {
      nearest = Math.min(nearest, distance);
    }
    return nearest;
  }
}
