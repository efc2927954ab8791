package dev.perigee.store;

import dev.perigee.error.ClosedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Changes of trees, in their order.
final class MemoryBatch implements Batch {

  /// What a change takes beside its bytes, about.
  private static final int OVERHEAD_BYTES = 8;

  /// One change, of the tree of one table.
  record Change(Table table, UnaryOperator<SortedTree.Node> of) {}

  final MemoryStore store;
  private final List<Change> changes = new ArrayList<>();
  private long sizeBytes;
  private boolean closed;

  MemoryBatch(MemoryStore store) {
    this.store = store;
  }

  @Override
  public void put(Table table, byte[] key, byte[] value) {
    byte[] ownKey = Arguments.given("key", key).clone();
    byte[] ownValue = Arguments.given("value", value).clone();
    add(table, key.length + value.length, tree -> SortedTree.put(tree, ownKey, ownValue));
  }

  @Override
  public void put(Table table, byte[] key, ByteBuffer value) {
    byte[] bytes = new byte[Arguments.given("value", value).remaining()];
    value.get(value.position(), bytes);
    put(table, key, bytes);
  }

  @Override
  public void delete(Table table, byte[] key) {
    byte[] own = Arguments.given("key", key).clone();
    add(table, key.length, tree -> SortedTree.delete(tree, own));
  }

  @Override
  public void deleteRange(Table table, byte[] from, byte[] to) {
    byte[] ownFrom = Arguments.given("from", from).clone();
    byte[] ownTo = Arguments.given("to", to).clone();
    if (Arguments.isEmpty(from, to)) {
      checkOpen(table);
      return;
    }
    add(table, from.length + to.length, tree -> SortedTree.deleteRange(tree, ownFrom, ownTo));
  }

  @Override
  public long sizeBytes() {
    checkOpen();
    return sizeBytes;
  }

  @Override
  public int count() {
    checkOpen();
    return changes.size();
  }

  @Override
  public void clear() {
    checkOpen();
    changes.clear();
    sizeBytes = 0;
  }

  @Override
  public void close() {
    closed = true;
    changes.clear();
  }

  List<Change> changes() {
    checkOpen();
    return changes;
  }

  private void add(Table table, long bytes, UnaryOperator<SortedTree.Node> change) {
    checkOpen(table);
    changes.add(new Change(table, change));
    sizeBytes += bytes + OVERHEAD_BYTES;
  }

  private void checkOpen(Table table) {
    checkOpen();
    store.checkKnown(table);
  }

  private void checkOpen() {
    store.checkOpen();
    if (closed) {
      throw new ClosedException("batch: expected it to be open, but it was closed");
    }
  }
}
