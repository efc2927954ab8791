package dev.perigee.db;

import dev.perigee.db.document.IndexedDocuments;
import dev.perigee.db.document.Schema;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.CrashPoint;
import dev.perigee.db.engine.Engine;
import dev.perigee.error.NotFoundException;
import dev.perigee.index.BuildProgress;
import dev.perigee.index.IndexOptions;
import dev.perigee.segment.FileLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A database in a folder, open for reading and writing.
///
/// ```java
/// try (Database db = Database.open(Path.of("data"))) {
///   Collection notes =
///       db.collection("notes", schema -> schema
///           .vector("embedding", 384, Metric.COSINE)
///           .field("year", FieldType.INTEGER));
///   notes.put(Document.of("n1").vector("embedding", v).set("year", 2021));
///   List<Hit> hits = notes.search(Query.near("embedding", q).limit(10).recall(0.95));
/// }
/// ```
///
/// **Processes.** One process writes; any number read, each through a [ReadOnlyDatabase].
///
/// **Lifetime.** Whoever opens it closes it. After a crash it opens the same way: what was
/// acknowledged is there.
public final class Database implements AutoCloseable {

  private final Engine engine;
  private final LogSync logSync;

  private Database(Engine engine, DatabaseOptions options) {
    this.engine = engine;
    logSync = LogSync.start(engine.store(), options.durability());
  }

  /// Opens a folder with every default; makes it if there is none.
  ///
  /// @throws dev.perigee.error.ConflictException if another process has it open for writing
  /// @throws dev.perigee.error.CorruptionException if records cannot be read
  public static Database open(Path folder) {
    return open(folder, DatabaseOptions.defaults());
  }

  /// Opens a folder; makes it if there is none.
  ///
  /// @throws dev.perigee.error.ConflictException if another process has it open for writing
  /// @throws dev.perigee.error.CorruptionException if records cannot be read
  public static Database open(Path folder, DatabaseOptions options) {
    return open(folder, options, FileLayer.SYSTEM);
  }

  /// Opens a folder for reading, while another process may write to it.
  ///
  /// @throws NotFoundException if there is no database
  public static ReadOnlyDatabase openReadOnly(Path folder) {
    return openReadOnly(folder, DatabaseOptions.defaults());
  }

  /// The same with options, of which [DatabaseOptions#mappedBytesMax()] means something to who
  /// reads.
  ///
  /// @throws NotFoundException if there is no database
  public static ReadOnlyDatabase openReadOnly(Path folder, DatabaseOptions options) {
    return ReadOnlyDatabase.open(folder, options);
  }

  static Database open(Path folder, DatabaseOptions options, FileLayer files) {
    return open(folder, options, files, CrashPoint.NONE);
  }

  static Database open(
      Path folder, DatabaseOptions options, FileLayer files, CrashPoint crashPoint) {
    Database database =
        new Database(Engine.open(folder, options.toEngine(files, crashPoint)), options);
    try {
      new Checkpoints(database.engine).deleteUnfinished();
      return database;
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /// The collection of a name, made if there is none. A schema may add fields at the end of those
  /// of an existing one; how those it has are indexed is changed by [#reindex] alone.
  ///
  /// @throws dev.perigee.error.ConflictException if there is one whose schema this one does not
  ///   extend
  public Collection collection(String name, UnaryOperator<Schema.Builder> schema) {
    return collection(name, schema.apply(Schema.builder()).build());
  }

  /// The same with a schema that is already made.
  public Collection collection(String name, Schema schema) {
    return new Collection(engine, engine.create(name, schema));
  }

  /// The collection of a name.
  ///
  /// @throws NotFoundException if there is none
  public Collection collection(String name) {
    CollectionState state = engine.find(name);
    if (state == null) {
      throw new NotFoundException("collection: expected one that exists, got " + name);
    }
    return new Collection(engine, state);
  }

  /// The names of all collections, in their order.
  public List<String> collections() {
    return engine.collections().stream().map(CollectionState::name).sorted().toList();
  }

  /// Makes a collection of an index that was built elsewhere, with its graph, so that nothing is
  /// built anew. The collection appears all at once, when it is complete and durable; until then
  /// others read and write as ever. If this fails, is cancelled or the process ends, there is
  /// nothing.
  ///
  /// Documents have their vectors and no fields; these may be updated afterwards. A feed of changes
  /// does not tell of them, it starts behind them, as does the horizon.
  ///
  /// @param schema with a field for the vectors, whose options leave room for the links
  /// @param field its name
  /// @param progress told how many rows are taken over; may cancel
  /// @throws dev.perigee.error.ConflictException if there is such a collection, or a document comes
  ///   twice in a field that does not take many vectors
  /// @throws dev.perigee.error.InvalidRequestException naming the row, if a vector does not fit, or
  ///   if the options leave no room for the links
  /// @throws dev.perigee.error.CancelledException if `progress` said so
  public Collection adopt(
      String name,
      Schema schema,
      String field,
      IndexedDocuments documents,
      BuildProgress progress) {
    return new Collection(engine, engine.adopt(name, schema, field, documents, progress));
  }

  /// Changes how a vector field is indexed while it is searched: the kind of graph, m, m0,
  /// efConstruction, alpha, codes and their sub-spaces; the rest of the options is not looked at.
  ///
  /// Once this returns the change is durable, and rows that come are indexed so. Segments with
  /// another kind of graph, m, m0, codes or (for VAMANA) alpha are built anew one after another in
  /// the background, or by [#maintain()]; a width efConstruction comes with the next merge.
  ///
  /// @param options for the vectors of the field
  /// @throws NotFoundException if there is no such collection
  /// @throws dev.perigee.error.InvalidRequestException if there is no such field, or dimension,
  ///   metric or element type are not those of the field
  public void reindex(String collection, String field, IndexOptions options) {
    engine.reindex(collection, field, options);
  }

  /// Removes a collection with all its documents and their past.
  ///
  /// @return whether there was one
  public boolean drop(String name) {
    return engine.drop(name);
  }

  /// Runs writes to several documents and collections as one commit.
  ///
  /// @param work makes the writes; if it throws, nothing is written
  /// @return the sequence number of the commit; of the last one if nothing was written
  /// @throws dev.perigee.error.ConflictException if a document it writes was changed meanwhile; it
  ///   may be run again
  public long transaction(Consumer<Transaction> work) {
    long sequence = engine.pin();
    try {
      Transaction transaction = new Transaction(engine, sequence);
      work.accept(transaction);
      return transaction.operations().isEmpty()
          ? sequence
          : engine.commit(transaction.operations(), sequence).sequence();
    } finally {
      engine.unpin(sequence);
    }
  }

  /// Does the background work there is to do now, and returns when it is done: what is in memory is
  /// sealed, segments are merged, what nobody may ask for any more is removed.
  public void maintain() {
    engine.maintenance().drain();
  }

  /// Every committed change behind a sequence number, in order; to be closed.
  ///
  /// @param fromSequence of the last commit that is known already; 0 for none
  /// @throws dev.perigee.error.InvalidRequestException if changes behind it are not kept any more
  public ChangeFeed subscribe(long fromSequence) {
    return new ChangeFeed(engine, fromSequence);
  }

  /// Keeps the database as it is now under a name, in `checkpoints` of its folder: files are
  /// linked, not copied. What it holds is opened like any database.
  ///
  /// @return its folder
  /// @throws dev.perigee.error.ConflictException if the name is taken
  public Path checkpoint(String name) {
    return new Checkpoints(engine).create(name);
  }

  /// The names of the checkpoints, in their order.
  public List<String> checkpoints() {
    return new Checkpoints(engine).names();
  }

  /// Deletes a checkpoint.
  ///
  /// @return whether there was one
  public boolean deleteCheckpoint(String name) {
    return new Checkpoints(engine).delete(name);
  }

  /// Copies the database as it is now into a folder outside, while it goes on. Files that an
  /// earlier backup has put there are not copied again; what is copied is read back and compared.
  ///
  /// @param folder made if there is none
  /// @return what was copied
  public Backup.Result backup(Path folder) {
    return new Backup(folder).save(engine);
  }

  /// Makes a database of the newest backup in a folder.
  ///
  /// @param target does not exist, or is empty
  /// @throws dev.perigee.error.CorruptionException if a file of the backup is not what was saved
  public static void restore(Path backup, Path target) {
    new Backup(backup).restore(target);
  }

  /// What a database of one vector field would take.
  ///
  /// @param count vectors
  /// @param index how they are indexed
  public static MemoryEstimate estimate(long count, IndexOptions index, DatabaseOptions options) {
    return MemoryEstimate.of(count, index, options);
  }

  /// What there is, and what goes on.
  public DatabaseStatistics stats() {
    return DatabaseStatistics.of(engine);
  }

  Engine engine() {
    return engine;
  }

  /// Ends what runs and closes. Every later call is refused.
  @Override
  public void close() {
    logSync.close();
    engine.close();
  }
}
