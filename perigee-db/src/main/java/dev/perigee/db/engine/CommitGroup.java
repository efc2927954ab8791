package dev.perigee.db.engine;

import dev.perigee.db.document.ByteWriter;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.Validity;
import dev.perigee.db.document.Version;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.RowPlace;
import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.NotFoundException;
import dev.perigee.store.Batch;
import dev.perigee.store.Cursor;
import dev.perigee.store.Store;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Transactions that are committed together: one batch, one sync.
///
/// Each is checked against what those before it in the group have left, and refused alone. Nothing
/// can be seen of any before [#apply()]: rows are appended, but do not count yet.
final class CommitGroup {

  private static final byte[] EMPTY = {};

  private record Key(CollectionState collection, DocumentId id) {}

  private record RowChange(RowPart part, int row, long sequence) {}

  private record Counters(long count, long next) {}

  private final Store store;
  private final FreshRows fresh;
  private final Batch batch;
  private final Map<Key, DocumentState> documents = new LinkedHashMap<>();
  private final Map<CollectionState, Counters> counters = new HashMap<>();
  private final List<RowChange> created = new ArrayList<>();
  private final List<RowChange> closed = new ArrayList<>();
  private final Set<FreshPart> touched = new HashSet<>();
  private long lastSequence;

  /// @param batch empty; stays the caller's
  /// @param lastSequence of the commit before
  CommitGroup(Store store, FreshRows fresh, Batch batch, long lastSequence) {
    this.store = store;
    this.fresh = fresh;
    this.batch = batch;
    this.lastSequence = lastSequence;
  }

  /// Reads what the group is going to change, in two batches.
  void load(List<PendingCommit> group) {
    for (PendingCommit commit : group) {
      for (Operation operation : commit.operations()) {
        documents.put(new Key(operation.collection(), operation.id()), null);
      }
    }
    List<Key> keys = List.copyOf(documents.keySet());
    List<byte[]> idKeys =
        keys.stream().map(k -> Tables.id(k.collection().number(), k.id().key())).toList();
    List<byte[]> numbers = store.getAll(Tables.IDS, idKeys);
    List<Key> known = new ArrayList<>();
    List<byte[]> currentKeys = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (numbers.get(i) == null) {
        documents.put(keys.get(i), new DocumentState(DocumentState.NONE, null, null));
      } else {
        long number = Tables.toNumber(numbers.get(i));
        known.add(keys.get(i));
        currentKeys.add(Tables.current(keys.get(i).collection().number(), number));
        documents.put(keys.get(i), new DocumentState(number, null, null));
      }
    }
    List<byte[]> versions = store.getAll(Tables.CURRENT, currentKeys);
    for (int i = 0; i < known.size(); i++) {
      if (versions.get(i) != null) {
        Schema schema = known.get(i).collection().schema();
        Version version = Version.decode(versions.get(i), schema, "current version");
        documents.get(known.get(i)).setCurrent(version, versions.get(i));
      }
    }
  }

  /// Checks a transaction.
  ///
  /// @throws ConflictException if a condition does not hold, or somebody was faster
  /// @throws NotFoundException if a document is not there that must be
  void check(PendingCommit commit) {
    for (Operation operation : commit.operations()) {
      check(operation, commit.readSequence());
    }
  }

  /// Adds what a transaction does to the batch. It has passed [#check(PendingCommit)], so nothing
  /// is left that could refuse it; if this fails all the same, the whole group does.
  ///
  /// @param now microseconds since 1970
  void add(PendingCommit commit, long now) {
    long sequence = Math.max(now, lastSequence + 1);
    ByteWriter changes = new ByteWriter(32 * commit.operations().size());
    for (int i = 0; i < commit.operations().size(); i++) {
      Operation operation = commit.operations().get(i);
      DocumentState state = state(operation);
      boolean existed = state.current() != null;
      commit.noteExisted(i, existed);
      if (operation.draft() != null) {
        write(operation, state, sequence);
      } else if (existed) {
        delete(operation, state, sequence);
      } else {
        continue;
      }
      changes.u8(operation.draft() == null ? 0 : 1).i32(operation.collection().number());
      changes.i64(state.document()).block(operation.id().key());
    }
    batch.put(Tables.CHANGES, Tables.number(sequence), changes.toArray());
    lastSequence = sequence;
    commit.accept(sequence);
  }

  private DocumentState state(Operation operation) {
    return documents.get(new Key(operation.collection(), operation.id()));
  }

  private void check(Operation operation, long readSequence) {
    if (operation.collection().isDropped()) {
      throw new ClosedException(
          "collection: expected %s to exist, but it was dropped".formatted(operation.collection()));
    }
    DocumentState state = state(operation);
    Version current = state.current();
    long wanted = operation.condition().version();
    if (wanted == Condition.PRESENT.version() && current == null) {
      throw new NotFoundException(
          "id: expected a document of %s, got %s"
              .formatted(operation.collection(), operation.id()));
    }
    if (wanted >= 0 && wanted != (current == null ? 0 : current.created())) {
      throw new ConflictException(
          "document %s of %s: expected %s, found %s"
              .formatted(
                  operation.id(),
                  operation.collection(),
                  wanted == 0 ? "none" : "version " + wanted,
                  current == null ? "none" : "version " + current.created()));
    }
    if (readSequence != PendingCommit.BLIND && lastChange(operation, state) > readSequence) {
      throw new ConflictException(
          ("document %s of %s: expected nobody to change it since the transaction began, but"
                  + " somebody did; run the transaction again")
              .formatted(operation.id(), operation.collection()));
    }
  }

  private long lastChange(Operation operation, DocumentState state) {
    if (state.current() != null) {
      return state.current().created();
    }
    if (state.lastClosed() != 0 || state.document() == DocumentState.NONE) {
      return state.lastClosed();
    }
    int collection = operation.collection().number();
    try (Cursor ends =
        store.cursorDown(
            Tables.HISTORY,
            Tables.history(collection, state.document(), 0),
            Tables.history(collection, state.document(), -1))) {
      return ends.next() ? ByteBuffer.wrap(ends.key()).getLong(12) : 0;
    }
  }

  private void delete(Operation operation, DocumentState state, long sequence) {
    CollectionState collection = operation.collection();
    archive(collection, state, sequence);
    batch.delete(Tables.CURRENT, Tables.current(collection.number(), state.document()));
    for (int field = 0; field < collection.vectors().size(); field++) {
      closeRows(collection, field, state, sequence);
    }
    state.setDeleted(sequence);
    Counters before = counters(collection);
    counters.put(collection, new Counters(before.count() - 1, before.next()));
  }

  private void write(Operation operation, DocumentState state, long sequence) {
    CollectionState collection = operation.collection();
    Draft draft = operation.draft();
    Schema schema = collection.schema();
    Version old = state.current();
    if (state.document() == DocumentState.NONE) {
      Counters before = counters(collection);
      state.setDocument(before.next());
      counters.put(collection, new Counters(before.count(), before.next() + 1));
      batch.put(
          Tables.IDS,
          Tables.id(collection.number(), operation.id().key()),
          Tables.number(state.document()));
    }
    if (old == null) {
      Counters before = counters(collection);
      counters.put(collection, new Counters(before.count() + 1, before.next()));
    } else {
      archive(collection, state, sequence);
    }
    Object[] values = new Object[schema.fields().size()];
    for (int field = 0; field < values.length; field++) {
      boolean kept = !draft.whole() && !draft.values().containsKey(field) && old != null;
      values[field] = kept ? old.value(field) : draft.values().get(field);
    }
    int[] vectorCounts = new int[schema.vectors().size()];
    for (int field = 0; field < vectorCounts.length; field++) {
      if (!draft.whole() && !draft.vectors().containsKey(field)) {
        vectorCounts[field] = old == null ? 0 : old.vectorCount(field);
        continue;
      }
      closeRows(collection, field, state, sequence);
      List<byte[]> vectors = draft.vectors().get(field);
      vectorCounts[field] = vectors == null ? 0 : vectors.size();
      if (vectors != null) {
        appendRows(collection, field, state, vectors, sequence);
      }
    }
    Validity validity = draft.validity();
    if (validity == null) {
      validity = old == null ? Validity.ALWAYS : old.validity();
    }
    Version version = new Version(sequence, operation.id(), validity, vectorCounts, values);
    byte[] bytes = version.encode(schema);
    batch.put(Tables.CURRENT, Tables.current(collection.number(), state.document()), bytes);
    state.setCurrent(version, bytes);
  }

  private void archive(CollectionState collection, DocumentState state, long sequence) {
    batch.put(
        Tables.HISTORY,
        Tables.history(collection.number(), state.document(), sequence),
        state.currentBytes());
    batch.put(
        Tables.CLOSURES, Tables.closure(collection.number(), sequence, state.document()), EMPTY);
  }

  private void closeRows(
      CollectionState collection, int field, DocumentState state, long sequence) {
    Version old = state.current();
    if (old == null || old.vectorCount(field) == 0) {
      return;
    }
    RowPlace place = state.appended().remove(field);
    if (place == null) {
      place = openRows(collection.vectors().get(field), state.document());
    }
    if (place == null) {
      return; // the vector was lost with a damaged file, which has been reported
    }
    for (int row : place.rows()) {
      batch.put(Tables.TOMBSTONES, Tables.row(place.part().uid(), row), Tables.number(sequence));
      closed.add(new RowChange(place.part(), row, sequence));
    }
  }

  private static RowPlace openRows(FieldRows rows, long document) {
    for (RowPart part : rows.parts()) {
      int[] found = part.rows(document);
      int kept = 0;
      for (int row : found) {
        found[kept] = row;
        kept += part.closed(row) == RowPart.OPEN && part.created(row) != RowPart.OPEN ? 1 : 0;
      }
      if (kept > 0) {
        return new RowPlace(part, java.util.Arrays.copyOf(found, kept));
      }
    }
    return null;
  }

  private void appendRows(
      CollectionState collection,
      int field,
      DocumentState state,
      List<byte[]> vectors,
      long sequence) {
    FreshPart part = fresh.activeFor(collection, field, vectors, batch);
    touched.add(part);
    int[] rows = new int[vectors.size()];
    for (int i = 0; i < rows.length; i++) {
      byte[] vector = vectors.get(i);
      rows[i] = part.append(state.document(), MemorySegment.ofArray(vector));
      byte[] value =
          ByteBuffer.allocate(16 + vector.length)
              .putLong(state.document())
              .putLong(sequence)
              .put(vector)
              .array();
      batch.put(Tables.ROWS, Tables.row(part.uid(), rows[i]), value);
      created.add(new RowChange(part, rows[i], sequence));
    }
    state.appended().put(field, new RowPlace(part, rows));
  }

  private Counters counters(CollectionState collection) {
    return counters.computeIfAbsent(collection, c -> new Counters(c.count(), c.nextDocument()));
  }

  /// Adds what the group has in common.
  ///
  /// @return the sequence number of its last commit
  long finish() {
    counters.forEach((collection, values) ->
        batch.put(
            Tables.META,
            Tables.counters(collection.number()),
            ByteBuffer.allocate(16).putLong(values.count()).putLong(values.next()).array()));
    batch.put(Tables.META, Tables.SEQUENCE, Tables.number(lastSequence));
    return lastSequence;
  }

  /// Makes the rows count. The batch has been written; if it was not, they stay behind and never
  /// count.
  void apply() {
    touched.forEach(FreshPart::setRecorded);
    created.forEach(row -> ((FreshPart) row.part()).publish(row.row(), row.sequence()));
    closed.forEach(row -> row.part().close(row.row(), row.sequence()));
    counters.forEach((collection, values) -> collection.setCounters(values.count(), values.next()));
  }
}
