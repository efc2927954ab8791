package dev.perigee.db;

import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Condition;
import dev.perigee.db.engine.Draft;
import dev.perigee.db.engine.Engine;
import dev.perigee.db.engine.Operation;
import dev.perigee.db.query.Filter;
import dev.perigee.db.query.Query;
import dev.perigee.error.InvalidRequestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/// Documents of one schema. Any number of threads read and write.
///
/// A write returns once it is durable, as the [Durability] of the database says, and is seen by
/// every read that starts from then on. Readers and writers do not wait for each other.
public final class Collection extends PinnedReader {

  private static final int CHUNK_DOCUMENTS = 512;
  private static final long CHUNK_BYTES = 4L << 20;

  private final Engine engine;
  private final CollectionState state;

  Collection(Engine engine, CollectionState state) {
    this.engine = engine;
    this.state = state;
  }

  /// Its name.
  public String name() {
    return state.name();
  }

  /// What its documents may have.
  public Schema schema() {
    return state.schema();
  }

  @Override
  public long count() {
    return state.count();
  }

  /// Writes a document; one with the same id is replaced as a whole.
  ///
  /// @return its version
  /// @throws InvalidRequestException if it does not fit the schema
  public long put(Document document) {
    return write(document, true, Condition.NONE);
  }

  /// Writes a document if there is none with its id.
  ///
  /// @return its version
  /// @throws dev.perigee.error.ConflictException if there is one
  public long putIfAbsent(Document document) {
    return write(document, true, Condition.ABSENT);
  }

  /// Writes a document if the one with its id is still of a version.
  ///
  /// @param version as [Document#version()] said
  /// @return its new version
  /// @throws dev.perigee.error.ConflictException if it is of another, or gone
  public long putIfVersion(Document document, long version) {
    if (version < 1) {
      throw InvalidRequestException.of("version", "one that was read, above 0", version);
    }
    return write(document, true, new Condition(version));
  }

  /// Changes what a document names, fields and vectors; null takes away; the rest stays.
  ///
  /// @return the new version
  /// @throws dev.perigee.error.NotFoundException if there is no document with this id
  public long update(Document changes) {
    return write(changes, false, Condition.PRESENT);
  }

  /// Changes what a document names, or writes it if there is none with this id.
  ///
  /// @return the new version
  public long upsert(Document changes) {
    return write(changes, false, Condition.NONE);
  }

  /// Says from when a document holds no more in the world; it stays where it is.
  ///
  /// @return the new version
  /// @throws dev.perigee.error.NotFoundException if there is no document with this id
  public long closeValidity(Object id, Instant until, String reason) {
    Document found = get(id);
    DocumentId key = DocumentId.ofValue(id);
    if (found == null) {
      throw new dev.perigee.error.NotFoundException(
          "id: expected a document of " + name() + ", got " + key);
    }
    Validity validity = new Validity(found.validity().from(), until, reason);
    Draft draft = new Draft(key, false, Map.of(), Map.of(), validity);
    return commit(List.of(Operation.write(state, draft, new Condition(found.version()))));
  }

  /// Writes documents as they come, a chunk at a time. Each chunk is all or nothing, and
  /// acknowledged by itself: if this fails, chunks that were acknowledged stay.
  ///
  /// @return the id of the last document written; null if there were none
  /// @throws InvalidRequestException if a document does not fit; its chunk is not written
  public DocumentId putAll(Iterable<Document> documents) {
    return putAll(documents, _ -> {});
  }

  /// The same, telling how far it has come.
  ///
  /// @param progress told how many documents are written, after each chunk
  public DocumentId putAll(Iterable<Document> documents, LongConsumer progress) {
    Iterator<Document> rest = documents.iterator();
    Map<DocumentId, Operation> chunk = new LinkedHashMap<>();
    DocumentId last = null;
    long written = 0;
    while (rest.hasNext()) {
      long bytes = 0;
      int taken = 0;
      while (rest.hasNext() && taken < CHUNK_DOCUMENTS && bytes < CHUNK_BYTES) {
        Draft draft = Draft.of(state, rest.next(), true);
        chunk.put(draft.id(), Operation.write(state, draft, Condition.NONE));
        bytes += draft.sizeBytes();
        taken++;
        last = draft.id();
      }
      commit(List.copyOf(chunk.values()));
      chunk.clear();
      written += taken;
      progress.accept(written);
    }
    return last;
  }

  /// Deletes a document.
  ///
  /// @return whether there was one
  public boolean delete(Object id) {
    Operation operation = Operation.delete(state, DocumentId.ofValue(id), Condition.NONE);
    return engine.commit(List.of(operation)).existed()[0];
  }

  /// Deletes a document if it is still of a version.
  ///
  /// @throws dev.perigee.error.ConflictException if it is of another, or gone
  public void deleteIfVersion(Object id, long version) {
    if (version < 1) {
      throw InvalidRequestException.of("version", "one that was read, above 0", version);
    }
    commit(List.of(Operation.delete(state, DocumentId.ofValue(id), new Condition(version))));
  }

  /// Deletes documents, a chunk at a time.
  ///
  /// @return how many there were
  public long deleteAll(Iterable<?> ids) {
    Map<DocumentId, Operation> chunk = new LinkedHashMap<>();
    long deleted = 0;
    for (Object id : ids) {
      DocumentId key = DocumentId.ofValue(id);
      chunk.put(key, Operation.delete(state, key, Condition.NONE));
      if (chunk.size() == CHUNK_DOCUMENTS) {
        deleted += deleteChunk(chunk);
      }
    }
    return chunk.isEmpty() ? deleted : deleted + deleteChunk(chunk);
  }

  private long deleteChunk(Map<DocumentId, Operation> chunk) {
    long deleted = 0;
    for (boolean existed : engine.commit(List.copyOf(chunk.values())).existed()) {
      deleted += existed ? 1 : 0;
    }
    chunk.clear();
    return deleted;
  }

  /// Deletes the documents that meet a condition when this is called, a chunk at a time. One that
  /// is changed meanwhile is tested again.
  ///
  /// @return how many were deleted
  public long deleteWhere(Filter filter) {
    var test = filter.on(schema());
    long deleted = 0;
    Moment moment = pin();
    try {
      for (var page = moment.page(null); page.last() != null; page = moment.page(page.last())) {
        List<DocumentId> ids = new ArrayList<>();
        for (var document : page.documents()) {
          if (test.test(document.version())) {
            ids.add(document.version().id());
          }
        }
        deleted += ids.isEmpty() ? 0 : deleteAll(ids);
      }
    } finally {
      release(moment);
    }
    return deleted;
  }

  /// The collection as it is now, for as long as the snapshot is open.
  public Snapshot snapshot() {
    return snapshotOf(engine.pin());
  }

  /// The collection as it was at an instant: after the last commit at or before it.
  ///
  /// @throws InvalidRequestException if the instant is before the horizon: what the collection
  ///   keeps of the past does not reach so far
  public Snapshot asOf(Instant instant) {
    long sequence = FieldType.micros("instant", instant);
    if (sequence >= engine.lastSequence()) {
      return snapshot();
    }
    if (!engine.pin(sequence, state)) {
      throw Moment.beforeHorizon(instant, horizon());
    }
    return snapshotOf(sequence);
  }

  private Snapshot snapshotOf(long pinned) {
    Moment moment = new Moment(engine.reader(), state, pinned);
    return new Snapshot(moment, () -> engine.unpin(pinned));
  }

  /// The oldest instant that [#asOf] can answer for.
  public Instant horizon() {
    return FieldType.instant(state.horizon());
  }

  /// The recall that searches reach now: how many of the true nearest they find, on average over
  /// documents of the collection that stand for queries. Each is compared with all, so this takes a
  /// while.
  ///
  /// @param query what to ask, with a vector of no account
  /// @param samples how many, 1 to 10,000
  /// @return 0 to 1; 1 if the collection is empty
  public double measureRecall(Query query, int samples) {
    try (Snapshot now = snapshot()) {
      return RecallSample.measure(now, query, samples);
    }
  }

  /// Makes the documents what they were at an instant, by writing them anew, a chunk at a time;
  /// what was written since stays in the history.
  ///
  /// @return how many documents were written or deleted
  /// @throws InvalidRequestException if the instant is before the horizon
  public long restore(Instant instant) {
    try (Snapshot then = asOf(instant);
        Snapshot now = snapshot()) {
      return new Restoration(this, then, now).run();
    }
  }

  CollectionState state() {
    return state;
  }

  private long write(Document document, boolean whole, Condition condition) {
    return commit(List.of(Operation.write(state, Draft.of(state, document, whole), condition)));
  }

  private long commit(List<Operation> operations) {
    return engine.commit(operations).sequence();
  }

  @Override
  Moment pin() {
    return new Moment(engine.reader(), state, engine.pin());
  }

  @Override
  void release(Moment moment) {
    engine.unpin(moment.sequence());
  }

  @Override
  public String toString() {
    return name();
  }
}
