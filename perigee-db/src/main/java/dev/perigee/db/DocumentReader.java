package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import java.util.Iterator;
import java.util.List;

/// What can be read of a collection: as of now, or as of some moment. Every call reads one
/// consistent state.
///
/// Ids are given as Long, Integer, String, java.util.UUID or [DocumentId].
public interface DocumentReader {

  /// The document of an id, with its vectors; null if there is none. Where a file was damaged, the
  /// document says which of them are [lost][Document#lost()].
  Document get(Object id);

  /// The documents of ids, in their order, in one read; null where there is none.
  List<Document> getAll(List<?> ids);

  /// The versions of a document that are kept, up to the one that is read, the oldest first,
  /// without their vectors; none if there is no such document.
  List<Document> history(Object id);

  /// Whether there is a document with this id.
  boolean contains(Object id);

  /// Number of documents. Of a past moment they are counted, which reads all of them.
  long count();

  /// Number of documents that meet a condition. Reads the fields of all.
  long count(Filter filter);

  /// All documents in the order of their ids, without their vectors: longs by value, then UUIDs and
  /// strings by their bytes. Reads page by page; to be closed.
  default Scan scan() {
    return scanAfter(null);
  }

  /// Documents behind an id, so that a scan can go on where another one stopped.
  ///
  /// @param id null for all
  Scan scanAfter(Object id);

  /// The nearest documents.
  ///
  /// @return at most `query.limit()`, the nearest first; fewer only if fewer match
  /// @throws dev.perigee.error.InvalidRequestException if the query does not fit the schema
  List<Hit> search(Query query);

  /// Documents one after another, as they were when the scan began. To be closed.
  interface Scan extends Iterator<Document>, AutoCloseable {
    @Override
    void close();

    /// The id of the last document that was returned; null before the first.
    DocumentId lastId();
  }
}
