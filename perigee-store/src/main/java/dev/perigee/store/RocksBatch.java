package dev.perigee.store;

import dev.perigee.error.ClosedException;
import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// A batch in RocksDB's own form, off the heap.
final class RocksBatch implements Batch {

  private static final int KEY_BYTES = 256;

  private final RocksStore store;
  private final WriteBatch changes = new WriteBatch();
  private ByteBuffer directKey = ByteBuffer.allocateDirect(KEY_BYTES);
  private boolean closed;

  RocksBatch(RocksStore store) {
    this.store = store;
  }

  @Override
  public void put(Table table, byte[] key, byte[] value) {
    Arguments.given("key", key);
    Arguments.given("value", value);
    add(() -> open().put(store.handle(table), key, value));
  }

  @Override
  public void put(Table table, byte[] key, ByteBuffer value) {
    Arguments.given("key", key);
    ByteBuffer own = Arguments.given("value", value).duplicate();
    if (!own.isDirect()) {
      byte[] bytes = new byte[own.remaining()];
      own.get(bytes);
      put(table, key, bytes);
      return;
    }
    // RocksDB takes two direct buffers or none.
    add(() -> open().put(store.handle(table), direct(key), own));
  }

  @Override
  public void delete(Table table, byte[] key) {
    Arguments.given("key", key);
    add(() -> open().delete(store.handle(table), key));
  }

  @Override
  public void deleteRange(Table table, byte[] from, byte[] to) {
    Arguments.given("from", from);
    Arguments.given("to", to);
    add(() -> {
      WriteBatch batch = open();
      var handle = store.handle(table);
      if (!Arguments.isEmpty(from, to)) {
        batch.deleteRange(handle, from, to);
      }
    });
  }

  @Override
  public long sizeBytes() {
    return store.inside("reading a batch of", () -> open().getDataSize());
  }

  @Override
  public int count() {
    return store.inside("reading a batch of", () -> open().count());
  }

  @Override
  public void clear() {
    add(() -> open().clear());
  }

  @Override
  public void close() {
    closed = true;
    changes.close();
  }

  RocksStore store() {
    return store;
  }

  WriteBatch open() {
    if (closed) {
      throw new ClosedException("batch: expected it to be open, but it was closed");
    }
    return changes;
  }

  /// A change of the batch.
  private interface Change {
    void make() throws RocksDBException;
  }

  /// Inside the store: a table's handle is needed for every change.
  private void add(Change change) {
    store.inside(
        "adding to a batch of",
        () -> {
          change.make();
          return null;
        });
  }

  private ByteBuffer direct(byte[] key) {
    if (directKey.capacity() < key.length) {
      directKey = ByteBuffer.allocateDirect(2 * key.length);
    }
    return directKey.clear().put(key).flip();
  }
}
