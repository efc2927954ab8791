package dev.perigee.store;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.PerigeeException;
import dev.perigee.error.StorageException;
import dev.perigee.error.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// A store on disk: a table is a column family of one RocksDB.
///
/// Every use of a native object happens inside the [Gate], so that none is used after [#close()]. A
/// full disk is left to RocksDB: it refuses writes, looks at the free space every few seconds and
/// takes writes again once a memtable has room; reads go on. After any other failed write or sync
/// this object refuses to write, whatever RocksDB would do: a second sync that succeeds says
/// nothing about the pages that the first one lost.
final class RocksStore implements Store {

  private final Path folder;
  private final boolean readOnly;
  private final RocksSettings settings;
  private final RocksDB database;
  private final Map<Table, ColumnFamilyHandle> tables;
  private final ColumnFamilyHandle unused; // RocksDB's own family
  private final WriteOptions unsynced = new WriteOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final Gate gate = new Gate();
  private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();
  private final LongAdder writes = new LongAdder();
  private volatile IOException broken;

  RocksStore(
      Path folder,
      boolean readOnly,
      RocksSettings settings,
      RocksDB database,
      Map<Table, ColumnFamilyHandle> tables,
      ColumnFamilyHandle unused) {
    this.folder = folder;
    this.readOnly = readOnly;
    this.settings = settings;
    this.database = database;
    this.tables = Map.copyOf(tables);
    this.unused = unused;
  }

  /// Something done with RocksDB.
  interface Call<T> {
    T run() throws RocksDBException;
  }

  /// Something done with the log.
  private interface LogCall {
    void run() throws RocksDBException;
  }

  @Override
  public byte[] get(Table table, byte[] key) {
    Arguments.given("key", key);
    return inside("reading", () -> database.get(handle(table), key));
  }

  @Override
  public List<byte[]> getAll(Table table, List<byte[]> keys) {
    for (byte[] key : Arguments.given("keys", keys)) {
      Arguments.given("key", key);
    }
    return inside(
        "reading",
        () -> {
          ColumnFamilyHandle handle = handle(table);
          if (keys.isEmpty()) {
            return List.of(); // RocksDB would refuse none
          }
          List<ColumnFamilyHandle> handles = Collections.nCopies(keys.size(), handle);
          List<byte[]> values = new ArrayList<>(database.multiGetAsList(handles, keys));
          for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
              // RocksDB's Java says null for a damaged one too; a single get tells.
              values.set(i, database.get(handle, keys.get(i)));
            }
          }
          return values;
        });
  }

  @Override
  public Cursor cursor(Table table, byte[] from, byte[] to) {
    return cursor(table, from, to, false);
  }

  @Override
  public Cursor cursorDown(Table table, byte[] from, byte[] to) {
    return cursor(table, from, to, true);
  }

  @Override
  public Batch batch() {
    return inside("making a batch for", () -> new RocksBatch(this));
  }

  @Override
  public void write(Batch batch, boolean sync) {
    if (!(batch instanceof RocksBatch own) || own.store() != this) {
      throw Arguments.strangeBatch();
    }
    inside("writing", () -> log(() -> database.write(sync ? synced : unsynced, own.open())));
    writes.increment();
  }

  @Override
  public void sync() {
    // Not by syncWal(): that meets the end of a log that has no space, and takes it for a failure
    // for good. A write of nothing is refused before.
    try (WriteBatch nothing = new WriteBatch()) {
      inside("syncing", () -> log(() -> database.write(synced, nothing)));
    }
  }

  @Override
  public StoreStatistics statistics() {
    return inside("reading", () -> RocksCounters.read(database, settings, tables, writes.sum()));
  }

  @Override
  public void checkpoint(Path target) {
    Path copy = Arguments.given("folder", target).toAbsolutePath();
    if (Files.exists(copy) || !Files.isDirectory(copy.getParent())) {
      throw InvalidRequestException.of("folder", "a new one in one that is there", target);
    }
    inside(
        "copying",
        () -> {
          checkWritable();
          try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(copy.toString());
          }
          return null;
        });
  }

  @Override
  public void compact(Table table, byte[] from, byte[] to) {
    Arguments.given("from", from);
    inside(
        "compacting",
        () -> {
          checkWritable();
          database.compactRange(handle(table), from, to);
          return null;
        });
  }

  @Override
  public boolean refresh() {
    return inside(
        "refreshing",
        () -> {
          if (!readOnly) {
            return false;
          }
          long before = database.getLatestSequenceNumber();
          database.tryCatchUpWithPrimary();
          return database.getLatestSequenceNumber() != before;
        });
  }

  @Override
  public synchronized void close() {
    if (!gate.shut()) {
      return;
    }
    database.cancelAllBackgroundWork(true); // a compaction under way would hold its caller inside
    gate.awaitEmpty();
    cursors.forEach(RocksCursor::release);
    tables.values().forEach(ColumnFamilyHandle::close);
    unused.close();
    unsynced.close();
    synced.close();
    database.close();
    settings.close();
  }

  /// Runs a call while nobody can close the store.
  <T> T inside(String doing, Call<T> call) {
    gate.enter();
    try {
      return call.run();
    } catch (RocksDBException e) {
      throw RocksErrors.translate(doing, folder, e);
    } finally {
      gate.leave();
    }
  }

  /// The handle of a table; only inside.
  ColumnFamilyHandle handle(Table table) {
    ColumnFamilyHandle handle = table == null ? null : tables.get(table);
    if (handle == null) {
      throw Arguments.unknown(table, tables.keySet());
    }
    return handle;
  }

  /// Ends a cursor, unless the end of the store does.
  void end(RocksCursor cursor) {
    if (gate.tryEnter()) {
      try {
        if (cursors.remove(cursor)) {
          cursor.release();
        }
      } finally {
        gate.leave();
      }
    }
  }

  private Cursor cursor(Table table, byte[] from, byte[] to, boolean down) {
    Arguments.given("from", from);
    return inside(
        "reading",
        () -> {
          RocksCursor cursor = new RocksCursor(this, database, handle(table), from, to, down);
          cursors.add(cursor);
          return cursor;
        });
  }

  /// Does something with the log, unless that failed before; remembers if it fails now.
  private Void log(LogCall call) throws RocksDBException {
    checkWritable();
    if (broken != null) {
      throw new StorageException(
          Reason.BROKEN, "writing " + folder + " after a failure; open it again", broken);
    }
    try {
      call.run();
      return null;
    } catch (RocksDBException e) {
      PerigeeException translated = RocksErrors.translate("writing", folder, e);
      if (translated instanceof StorageException storage
          && storage.reason() != Reason.OUT_OF_SPACE) {
        broken = (IOException) storage.getCause();
        throw new StorageException(Reason.BROKEN, "writing " + folder + "; open it again", broken);
      }
      throw translated;
    }
  }

  private void checkWritable() {
    if (readOnly) {
      throw InvalidRequestException.of("store", "one opened for writing", "a read-only one");
    }
  }
}
