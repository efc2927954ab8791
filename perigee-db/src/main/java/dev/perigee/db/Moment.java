package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.VectorField;
import dev.perigee.db.document.Version;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Reader;
import dev.perigee.db.engine.Stored;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FieldView;
import dev.perigee.db.rows.NumberSet;
import dev.perigee.db.rows.RowHit;
import dev.perigee.db.rows.RowPlace;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Reads a collection as of a sequence number that the caller has pinned.
final class Moment {

  /// How many more hits are looked at before all documents are read for a condition.
  private static final int WIDER = 8;

  private static final int WIDER_MAX = 1_000;

  private final Reader reader;
  private final CollectionState collection;
  private final long sequence;

  Moment(Reader reader, CollectionState collection, long sequence) {
    this.reader = reader;
    this.collection = collection;
    this.sequence = sequence;
  }

  /// The same collection as of another sequence number that the pin holds too.
  Moment at(long other) {
    return new Moment(reader, collection, other);
  }

  long sequence() {
    return sequence;
  }

  CollectionState collection() {
    return collection;
  }

  List<Document> getAll(List<?> ids) {
    List<DocumentId> keys = new ArrayList<>(ids.size());
    ids.forEach(id -> keys.add(DocumentId.ofValue(id)));
    List<Stored> stored = reader.byIds(collection, keys, sequence);
    try (Views views = new Views()) {
      List<Document> documents = new ArrayList<>(stored.size());
      for (Stored document : stored) {
        documents.add(document == null ? null : whole(document, views));
      }
      return documents;
    }
  }

  List<Document> history(DocumentId id) {
    return reader.history(collection, id).stream()
        .filter(version -> version.created() <= sequence)
        .map(this::fields)
        .toList();
  }

  boolean contains(Object id) {
    return reader.byIds(collection, List.of(DocumentId.ofValue(id)), sequence).getFirst() != null;
  }

  long count(Predicate<Version> test) {
    return reader.matching(collection, test, sequence).size();
  }

  long count(Filter filter) {
    return count(filter.on(collection.schema()));
  }

  Reader.Page page(byte[] after) {
    return reader.page(collection, after, sequence);
  }

  /// A document without its vectors.
  Document fields(Version version) {
    return Document.read(
        version.id(),
        version.fields(collection.schema()),
        Map.of(),
        version.validity(),
        version.created());
  }

  List<Hit> search(Query query) {
    SlowSearch event = new SlowSearch();
    event.begin();
    List<Hit> hits = find(query);
    event.end();
    if (event.shouldCommit()) {
      event.collection = collection.name();
      event.field = query.field();
      event.limit = query.limit();
      event.filtered = query.filter() != null;
      event.commit();
    }
    return hits;
  }

  private List<Hit> find(Query query) {
    Schema schema = collection.schema();
    int field = schema.vectorIndex(query.field());
    VectorField vectors = schema.vectors().get(field);
    FieldRows rows = collection.vectors().get(field);
    Predicate<Version> test = test(query, schema);
    List<MemorySegment> all = new ArrayList<>();
    for (byte[] encoded : vectors.encodeQuery(query.vector())) {
      all.add(MemorySegment.ofArray(encoded));
      rows.check("query", all.getLast());
    }
    try (Views views = new Views()) {
      FieldView view = views.of(field);
      if (query.vector() instanceof List<?>) {
        NumberSet among = test == null ? null : reader.matching(collection, test, sequence);
        MaxSim maxSim = new MaxSim(view, vectors.options().metric(), sequence, among);
        return hits(maxSim.search(all, query), query, views);
      }
      MemorySegment vector = all.getFirst();
      List<RowHit> found =
          test == null
              ? view.search(vector, query.toOptions(), sequence, null)
              : filtered(view, vector, query, test);
      return hits(found, query, views);
    }
  }

  private static Predicate<Version> test(Query query, Schema schema) {
    Predicate<Version> test = query.filter() == null ? null : query.filter().on(schema);
    if (query.validAt() != null) {
      Instant instant = query.validAt();
      Predicate<Version> valid = version -> version.validity().holdsAt(instant);
      test = test == null ? valid : test.and(valid);
    }
    return test;
  }

  /// First looks whether enough of the nearest documents match; if they do not, finds all that
  /// match and searches among them.
  private List<RowHit> filtered(
      FieldView view, MemorySegment vector, Query query, Predicate<Version> test) {
    int wide = Math.min(WIDER_MAX, query.limit() * WIDER);
    if (!query.exact() && query.limit() < wide) {
      List<RowHit> nearest = view.search(vector, query.limit(wide).toOptions(), sequence, null);
      List<RowHit> matching = new ArrayList<>();
      List<Stored> documents = reader.byNumbers(collection, numbers(nearest), sequence);
      for (int i = 0; i < nearest.size() && matching.size() < query.limit(); i++) {
        if (documents.get(i) != null && test.test(documents.get(i).version())) {
          matching.add(nearest.get(i));
        }
      }
      if (matching.size() == query.limit()) {
        return matching;
      }
    }
    NumberSet among = reader.matching(collection, test, sequence);
    boolean few = among.size() <= WIDER_MAX;
    return among.size() == 0
        ? List.of()
        : view.search(
            vector, few ? query.asExact().toOptions() : query.toOptions(), sequence, among);
  }

  private List<Hit> hits(List<RowHit> found, Query query, Views views) {
    List<Stored> documents = reader.byNumbers(collection, numbers(found), sequence);
    List<Hit> hits = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      Stored document = documents.get(i);
      RowHit hit = found.get(i);
      if (document == null) {
        throw new CorruptionException(
            collection.name(), hit.document(), "expected a document for each vector that counts");
      }
      Document loaded =
          switch (query.loaded()) {
            case ID -> null;
            case FIELDS -> fields(document.version());
            case ALL -> whole(document, views);
          };
      hits.add(new Hit(document.version().id(), hit.score(), hit.distance(), loaded));
    }
    return hits;
  }

  private static long[] numbers(List<RowHit> hits) {
    return hits.stream().mapToLong(RowHit::document).toArray();
  }

  private Document whole(Stored stored, Views views) {
    Version version = stored.version();
    Map<String, Object> values = version.fields(collection.schema());
    Map<String, CorruptionException> lost = new HashMap<>();
    for (int field = 0; field < collection.vectors().size(); field++) {
      int count = version.vectorCount(field);
      if (count > 0) {
        VectorField vectors = collection.schema().vectors().get(field);
        try {
          List<byte[]> read = vectors(stored, field, views);
          values.put(vectors.name(), vectors.many() ? read : read.getFirst());
        } catch (CorruptionException e) {
          lost.put(vectors.name(), e);
        }
      }
    }
    return Document.read(version.id(), values, lost, version.validity(), version.created());
  }

  private List<byte[]> vectors(Stored stored, int field, Views views) {
    VectorField vectors = collection.schema().vectors().get(field);
    RowPlace place = views.of(field).find(stored.document(), sequence);
    if (place == null || place.rows().length != stored.version().vectorCount(field)) {
      throw new CorruptionException(
          collection.name(),
          stored.document(),
          "the vectors of document %s in %s are lost with a damaged file"
              .formatted(stored.version().id(), vectors.name()));
    }
    List<byte[]> read = new ArrayList<>();
    for (int row : place.rows()) {
      byte[] vector = new byte[vectors.vectorBytes()];
      place.part().readVector(row, MemorySegment.ofArray(vector), 0);
      read.add(vector);
    }
    return read;
  }

  /// A document as a commit wrote it, with its vectors.
  ///
  /// @return null if it was replaced since, and what it was is gone
  Document written(long document) {
    Stored stored = reader.byNumbers(collection, new long[] {document}, sequence).getFirst();
    if (stored == null || stored.version().created() != sequence) {
      return null;
    }
    try (Views views = new Views()) {
      for (int field = 0; field < collection.vectors().size(); field++) {
        int count = stored.version().vectorCount(field);
        RowPlace place = count == 0 ? null : views.of(field).find(document, sequence);
        if (count > 0 && (place == null || place.rows().length != count)) {
          return null;
        }
      }
      return whole(stored, views);
    }
  }

  static InvalidRequestException beforeHorizon(Instant instant, Instant horizon) {
    return InvalidRequestException.of("instant", "one not before the horizon, " + horizon, instant);
  }

  /// The views of the fields, acquired when they are first needed.
  private final class Views implements AutoCloseable {
    private final FieldView[] views = new FieldView[collection.vectors().size()];

    FieldView of(int field) {
      if (views[field] == null) {
        views[field] = collection.vectors().get(field).acquire();
      }
      return views[field];
    }

    @Override
    public void close() {
      for (FieldView view : views) {
        if (view != null) {
          view.close();
        }
      }
    }
  }
}
