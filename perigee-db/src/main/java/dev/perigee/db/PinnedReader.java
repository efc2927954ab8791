package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.engine.Reader;
import dev.perigee.db.engine.Stored;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/// Reads of a collection, each as of a moment that is pinned for as long as the read lasts.
abstract class PinnedReader implements DocumentReader {

  /// Pins a moment; [#release] is called with it once.
  abstract Moment pin();

  abstract void release(Moment moment);

  private <T> T read(Function<Moment, T> action) {
    Moment moment = pin();
    try {
      return action.apply(moment);
    } finally {
      release(moment);
    }
  }

  @Override
  public final Document get(Object id) {
    return getAll(List.of(DocumentId.ofValue(id))).getFirst();
  }

  @Override
  public final List<Document> getAll(List<?> ids) {
    return read(moment -> moment.getAll(ids));
  }

  @Override
  public final List<Document> history(Object id) {
    return read(moment -> moment.history(DocumentId.ofValue(id)));
  }

  @Override
  public final boolean contains(Object id) {
    return read(moment -> moment.contains(id));
  }

  @Override
  public long count() {
    return read(moment -> moment.count(_ -> true));
  }

  @Override
  public final long count(Filter filter) {
    return read(moment -> moment.count(filter));
  }

  @Override
  public final List<Hit> search(Query query) {
    return read(moment -> moment.search(query));
  }

  @Override
  public final Scan scanAfter(Object id) {
    return new PageScan(pin(), id == null ? null : DocumentId.ofValue(id));
  }

  /// Reads a page when the last one is used up.
  private final class PageScan implements Scan {
    private final Moment moment;
    private byte[] after;
    private DocumentId last;
    private Iterator<Stored> page = List.<Stored>of().iterator();
    private boolean ended;
    private boolean closed;

    PageScan(Moment moment, DocumentId from) {
      this.moment = moment;
      after = from == null ? null : from.key();
    }

    @Override
    public boolean hasNext() {
      while (!closed && !ended && !page.hasNext()) {
        Reader.Page next = moment.page(after);
        ended = next.last() == null;
        after = next.last();
        page = next.documents().iterator();
      }
      return !closed && page.hasNext();
    }

    @Override
    public Document next() {
      if (!hasNext()) {
        throw new NoSuchElementException("scan: expected another document, but there is none");
      }
      Document document = moment.fields(page.next().version());
      last = document.id();
      return document;
    }

    @Override
    public DocumentId lastId() {
      return last;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(moment);
      }
    }
  }
}
