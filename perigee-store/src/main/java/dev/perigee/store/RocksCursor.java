package dev.perigee.store;

import dev.perigee.error.ClosedException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// An iterator with its bounds. Released by its user or by the end of the store, whoever is first
/// to take it out of the store's open cursors.
final class RocksCursor implements Cursor {

  private final RocksStore store;
  private final boolean down;
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final RocksIterator iterator;
  private boolean started;
  private boolean here;
  private boolean closed;

  /// Only inside the store's gate.
  RocksCursor(
      RocksStore store,
      RocksDB database,
      ColumnFamilyHandle table,
      byte[] from,
      byte[] to,
      boolean down) {
    this.store = store;
    this.down = down;
    ReadOptions options = new ReadOptions().setIterateLowerBound(bound(from));
    if (to != null) {
      options.setIterateUpperBound(bound(to));
    }
    owned.push(options);
    iterator = database.newIterator(table, options);
    owned.push(iterator);
    started = Arguments.isEmpty(from, to); // of nothing: at its end from the start
  }

  @Override
  public boolean next() {
    return store.inside(
        "reading",
        () -> {
          checkOpen();
          if (!started) {
            start();
          } else if (here) {
            step();
          }
          here = iterator.isValid();
          if (!here) {
            iterator.status();
          }
          return here;
        });
  }

  @Override
  public byte[] key() {
    return store.inside("reading", () -> here().key());
  }

  @Override
  public byte[] value() {
    return store.inside("reading", () -> here().value());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      store.end(this);
    }
  }

  /// Gives the native objects back. Once, and by nobody who could still be using them.
  void release() {
    Natives.closeAll(owned);
  }

  private Slice bound(byte[] key) {
    Slice bound = new Slice(key);
    owned.push(bound);
    return bound;
  }

  private void start() {
    started = true;
    if (down) {
      iterator.seekToLast();
    } else {
      iterator.seekToFirst();
    }
  }

  private void step() {
    if (down) {
      iterator.prev();
    } else {
      iterator.next();
    }
  }

  private RocksIterator here() throws RocksDBException {
    checkOpen();
    if (!here) {
      throw Arguments.notPositioned();
    }
    return iterator;
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("cursor: expected it to be open, but it was closed");
    }
  }
}
