package dev.perigee.db.engine;

import dev.perigee.db.document.ByteWriter;
import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.document.SchemaCodec;
import dev.perigee.db.engine.CrashPoint.Place;
import dev.perigee.db.rows.FieldRows;
import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexOptions;
import dev.perigee.store.Batch;
import dev.perigee.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A database that is open: its collections, the one way to write, the ways to read.
public final class Engine implements AutoCloseable {

  /// Most collections of a database.
  public static final int COLLECTIONS_MAX = 10_000;

  private final EngineFolder folder;
  private final EngineOptions options;
  private final Store store;
  private final PinnedSequences sequences;
  private final AtomicLong nextUid;
  private final Committer committer;
  private final Reader reader;
  private final Maintenance maintenance;
  private final Workshop workshop;
  private final Map<String, CollectionState> collections = new ConcurrentHashMap<>();
  private final List<Damage> damages;
  private int nextCollection;
  private volatile boolean closed;

  private Engine(EngineFolder folder, EngineOptions options, Recovery recovery) {
    this.folder = folder;
    this.options = options;
    store = recovery.store();
    sequences = new PinnedSequences(recovery.lastSequence());
    nextUid = new AtomicLong(recovery.nextUid());
    damages = new CopyOnWriteArrayList<>(recovery.damages());
    reader = new Reader(store);
    FreshRows fresh =
        new FreshRows(
            nextUid, options.freshRowsMax(), options.freshBytesMax(), this::wakeMaintenance);
    committer = new Committer(store, fresh, sequences, options);
    for (CollectionState collection : recovery.collections()) {
      collections.put(collection.name(), collection);
      nextCollection = Math.max(nextCollection, collection.number() + 1);
    }
    byte[] next = store.get(Tables.META, Tables.NEXT_COLLECTION);
    nextCollection = next == null ? nextCollection : (int) Tables.toNumber(next);
    workshop =
        new Workshop(
            folder.segments(),
            options,
            store,
            committer,
            sequences,
            nextUid,
            new SegmentAccess(options.mappedBytesMax(), collections.values()),
            damages);
    maintenance = new Maintenance(workshop, collections);
  }

  /// Opens a folder for writing; makes it if there is none.
  ///
  /// @throws ConflictException if another process writes to it
  /// @throws dev.perigee.error.CorruptionException if it cannot be read
  public static Engine open(Path path, EngineOptions options) {
    EngineFolder folder = EngineFolder.forWriting(path);
    try {
      WorkEvent.Open event = new WorkEvent.Open();
      event.begin();
      Recovery recovery = Recovery.of(folder, options);
      event.folder = path.toString();
      event.rows = recovery.replayedRows();
      event.commit();
      recovery.damages().forEach(options.listener()::damaged);
      Engine engine = new Engine(folder, options, recovery);
      engine.maintenance.start();
      return engine;
    } catch (RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  /// The collection of a name, or null.
  public CollectionState find(String name) {
    return collections.get(name);
  }

  /// All collections.
  public List<CollectionState> collections() {
    return List.copyOf(collections.values());
  }

  /// Makes a collection, or extends the schema of the one there is.
  ///
  /// @throws ConflictException if there is one with a schema that this one does not extend
  public CollectionState create(String name, Schema schema) {
    Schema.requireName("collection", name);
    CollectionState existing = collections.get(name);
    if (existing != null && isKept(existing.schema(), schema)) {
      return existing;
    }
    CollectionState[] made = new CollectionState[1];
    committer.exclusively(() -> made[0] = createLocked(name, schema));
    return made[0];
  }

  /// Whether a schema adds nothing to the one there is.
  private static boolean isKept(Schema existing, Schema schema) {
    return schema.extend(existing) && schema.over(existing).sameAs(existing);
  }

  private CollectionState createLocked(String name, Schema asked) {
    checkOpen();
    CollectionState existing = collections.get(name);
    if (existing != null && !asked.extend(existing.schema())) {
      throw new ConflictException(
          "collection %s: expected a schema that extends the one it has, %s, got %s"
              .formatted(name, existing.schema(), asked));
    }
    Schema schema = existing == null ? asked : asked.over(existing.schema());
    requireRoom();
    int number = existing == null ? nextCollection++ : existing.number();
    write(number, name, schema);
    if (existing != null) {
      existing.extend(schema);
      return existing;
    }
    List<FieldRows> vectors = new ArrayList<>();
    schema.vectors().forEach(field -> vectors.add(new FieldRows(field, List.of())));
    CollectionState created = new CollectionState(number, name, schema, vectors);
    created.setHorizon(sequences.last());
    collections.put(name, created);
    return created;
  }

  /// Makes a collection of an index that was built elsewhere; all at once, once it is complete.
  ///
  /// @param field of the schema that the vectors are of
  /// @param progress told how many rows are taken over; may cancel
  /// @throws ConflictException if there is such a collection, or an id comes twice
  /// @throws NotFoundException if the schema has no such field
  public CollectionState adopt(
      String name,
      Schema schema,
      String field,
      IndexedDocuments documents,
      BuildProgress progress) {
    Schema.requireName("collection", name);
    int place = schema.vectors().indexOf(schema.vector(field));
    Adoption[] adoption = new Adoption[1];
    committer.exclusively(() -> {
      requireRoom(name);
      adoption[0] = new Adoption(nextCollection++, nextSequence(), name, schema, place);
      adoption[0].begin(workshop, nextCollection);
    });
    CollectionState adopted =
        adoption[0].run(
            workshop,
            documents,
            progress,
            new Adoption.Last() {
              @Override
              public long check() {
                requireRoom(name);
                return nextSequence();
              }

              @Override
              public void found(CollectionState collection) {
                collections.put(name, collection);
              }
            });
    wakeMaintenance();
    return adopted;
  }

  private long nextSequence() {
    return Math.max(options.clockMicros().getAsLong(), sequences.last() + 1);
  }

  private void requireRoom(String name) {
    checkOpen();
    if (collections.containsKey(name)) {
      throw new ConflictException("collection: expected a new one, got " + name);
    }
    requireRoom();
  }

  private void requireRoom() {
    if (collections.size() >= COLLECTIONS_MAX) {
      throw new LimitExceededException("collections: expected at most " + COLLECTIONS_MAX);
    }
  }

  private void write(int number, String name, Schema schema) {
    try (Batch batch = store.batch()) {
      byte[] value = new ByteWriter(256).text(name).block(SchemaCodec.encode(schema)).toArray();
      batch.put(Tables.META, Tables.collection(number), value);
      batch.put(Tables.META, Tables.NEXT_COLLECTION, Tables.number(nextCollection));
      store.write(batch, true);
    }
  }

  /// Has a vector field indexed in another way: rows that come from now on, and by and by all
  /// segments. Once this returns, no crash undoes it.
  ///
  /// @throws NotFoundException if there is no such collection
  /// @throws dev.perigee.error.InvalidRequestException if there is no such field, or the options
  ///   are for other vectors
  public void reindex(String name, String field, IndexOptions options) {
    committer.exclusively(() -> {
      checkOpen();
      CollectionState collection = collections.get(name);
      if (collection == null) {
        throw new NotFoundException("collection: expected one that exists, got " + name);
      }
      Schema reindexed = collection.schema().reindexed(field, options);
      if (!reindexed.sameAs(collection.schema())) {
        write(collection.number(), name, reindexed);
        this.options.crashPoint().pass(Place.REINDEX_WRITTEN);
        collection.reindex(reindexed);
      }
    });
    wakeMaintenance();
  }

  /// Removes a collection with all its documents.
  ///
  /// @return whether there was one
  public boolean drop(String name) {
    CollectionState collection = collections.get(name);
    if (collection == null) {
      return false;
    }
    maintenance.pausedFor(() ->
        committer.exclusively(() -> {
          collections.remove(name);
          collection.drop();
          Dropping.drop(store, collection, folder.segments(), options.files());
        }));
    return true;
  }

  /// Commits writes, all or nothing.
  ///
  /// @param operations at most one for each document
  /// @throws ConflictException if a condition does not hold; nothing has changed then
  public CommitResult commit(List<Operation> operations) {
    return commit(operations, PendingCommit.BLIND);
  }

  /// Commits writes if nobody has changed their documents since a sequence number.
  public CommitResult commit(List<Operation> operations, long readSequence) {
    checkOpen();
    maintenance.awaitRoom(operations);
    return committer.commit(new PendingCommit(operations, readSequence));
  }

  /// Reads; whoever reads pins.
  public Reader reader() {
    return reader;
  }

  /// Pins the last commit.
  public long pin() {
    checkOpen();
    return sequences.pin();
  }

  /// Pins an older one.
  ///
  /// @return whether what it needs is still there
  public boolean pin(long sequence, CollectionState collection) {
    checkOpen();
    return sequences.pin(sequence, collection);
  }

  /// Gives a pin back.
  public void unpin(long sequence) {
    sequences.unpin(sequence);
  }

  /// The sequence number of the last commit.
  public long lastSequence() {
    return sequences.last();
  }

  /// Waits until there is a commit behind a sequence number, or a time has passed.
  public void awaitAfter(long sequence, long nanos) throws InterruptedException {
    checkOpen();
    sequences.awaitAfter(sequence, nanos);
  }

  /// Runs an action while nothing is committed, and nothing is swapped in the manifest.
  public void exclusively(Runnable action) {
    checkOpen();
    committer.exclusively(action);
  }

  /// The store.
  public Store store() {
    return store;
  }

  /// The background work.
  public Maintenance maintenance() {
    return maintenance;
  }

  /// What was found missing or damaged since the database was opened.
  public List<Damage> damages() {
    return List.copyOf(damages);
  }

  /// The folder.
  public EngineFolder folder() {
    return folder;
  }

  /// How it runs.
  public EngineOptions options() {
    return options;
  }

  /// Transactions committed since it was opened.
  public long commits() {
    return committer.commits();
  }

  /// Batches they were written in.
  public long commitGroups() {
    return committer.groups();
  }

  /// Time spent in writing batches, syncs included.
  public long commitWriteNanos() {
    return committer.writeNanos();
  }

  private void wakeMaintenance() {
    maintenance.wake();
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("database: expected it to be open, but it was closed");
    }
  }

  /// Ends what runs, seals what is in memory where that is worth it, closes the store.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      committer.close();
      maintenance.finish();
      collections.values().forEach(c -> c.vectors().forEach(FieldRows::close));
    } finally {
      try {
        store.close();
      } finally {
        folder.close();
      }
    }
  }
}
