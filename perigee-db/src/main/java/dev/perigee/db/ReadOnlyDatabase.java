package dev.perigee.db;

import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.engine.CollectionState;
import dev.perigee.db.engine.Damage;
import dev.perigee.db.engine.ReadSession;
import dev.perigee.error.ClosedException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A database open for reading, while another process may write to it.
///
/// It shows the state at [#refresh()], or at opening, until it is refreshed again.
///
/// **Threads.** Any number may read. A refresh waits for the reads that are running, open scans and
/// snapshots among them, and keeps new ones waiting.
public final class ReadOnlyDatabase implements AutoCloseable {

  private static final long STORE_MEMORY_BYTES = 32L << 20;

  private final Path scratch;
  private final ReadSession session;
  private int readers;
  private int snapshots;
  private boolean refreshing;
  private boolean closed;

  private ReadOnlyDatabase(Path scratch, ReadSession session) {
    this.scratch = scratch;
    this.session = session;
  }

  static ReadOnlyDatabase open(Path folder, DatabaseOptions options) {
    try {
      Path scratch = Files.createTempDirectory("perigee-reader");
      try {
        long mappedBytesMax = options.mappedBytesMax();
        return new ReadOnlyDatabase(
            scratch, ReadSession.open(folder, scratch, STORE_MEMORY_BYTES, mappedBytesMax));
      } catch (RuntimeException | Error e) {
        Checkpoints.deleteTree(scratch);
        throw e;
      }
    } catch (IOException e) {
      throw new StorageException("could not make a folder for temporary files", e);
    }
  }

  /// The collection of a name. It stays usable over refreshes.
  ///
  /// @throws NotFoundException if there is none
  public ReadOnlyCollection collection(String name) {
    return read(() -> new ReadOnlyCollection(this, require(name).name()));
  }

  /// The names of all collections, in their order.
  public List<String> collections() {
    return read(() -> session.collections().stream().map(CollectionState::name).sorted().toList());
  }

  /// What the documents of a collection may have.
  ///
  /// @throws NotFoundException if there is none of this name
  public Schema schema(String collection) {
    return collection(collection).schema();
  }

  /// Files that were found missing or damaged.
  public List<Damage> damages() {
    return read(session::damages);
  }

  /// What the database holds. What is counted since it was opened, commits and merges say, counts
  /// this process, which makes none.
  public DatabaseStatistics stats() {
    return read(() -> DatabaseStatistics.of(session));
  }

  /// The time of the last commit that is seen.
  public Instant instant() {
    return read(() -> FieldType.instant(session.lastSequence()));
  }

  /// Shows what was committed since.
  public synchronized void refresh() {
    try {
      do {
        refreshing = false;
        notifyAll(); // a read of a snapshot may be waiting for this, and this for the snapshot
        await(() -> snapshots == 0);
        refreshing = true;
        await(() -> readers == 0);
      } while (!closed && snapshots > 0); // a running read may have taken one
      checkOpen();
      session.refresh();
    } finally {
      refreshing = false;
      notifyAll();
    }
  }

  <T> T read(Supplier<T> action) {
    beginRead();
    try {
      return action.get();
    } finally {
      endRead();
    }
  }

  /// A collection as it is shown; [#endRead()] is called for it once.
  ///
  /// @throws NotFoundException if there is none of this name any more
  Moment pin(String name) {
    beginRead();
    try {
      return new Moment(session.reader(), require(name), session.lastSequence());
    } catch (RuntimeException e) {
      endRead();
      throw e;
    }
  }

  /// A snapshot of a moment that is pinned while this is called.
  synchronized Snapshot hold(Moment moment) {
    snapshots++;
    return new Snapshot(
        moment,
        new Snapshot.Hold() {
          @Override
          public void beginRead() {
            ReadOnlyDatabase.this.beginRead();
          }

          @Override
          public void endRead() {
            ReadOnlyDatabase.this.endRead();
          }

          @Override
          public void end() {
            endSnapshot();
          }
        });
  }

  private synchronized void endSnapshot() {
    snapshots--;
    notifyAll();
  }

  private synchronized void beginRead() {
    boolean interrupted = false;
    while (refreshing) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // a refresh is short
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    checkOpen();
    readers++;
  }

  synchronized void endRead() {
    readers--;
    notifyAll();
  }

  private synchronized void await(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!closed && !condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // what is being read must not be taken away
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Within a read.
  CollectionState require(String name) {
    CollectionState collection = session.find(name);
    if (collection == null) {
      throw new NotFoundException("collection: expected one that exists, got " + name);
    }
    return collection;
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("database: expected it to be open, but it was closed");
    }
  }

  /// Waits for running reads, open scans among them, then closes; snapshots that are open read no
  /// more.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    await(() -> readers == 0);
    closed = true;
    notifyAll();
    session.close();
    try {
      Checkpoints.deleteTree(scratch);
    } catch (IOException e) {
      throw new StorageException("could not delete " + scratch, e);
    }
  }
}
