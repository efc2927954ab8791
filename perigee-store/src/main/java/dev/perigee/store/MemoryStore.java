package dev.perigee.store;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A store on the heap: one immutable tree a table, all of them published together by one write of
/// a reference. Readers take that reference and no lock.
final class MemoryStore implements Store {

  private final Set<Table> tables;
  private volatile Map<Table, SortedTree.Node> trees = Map.of();
  private volatile boolean closed;
  private long writes;

  MemoryStore(List<Table> tables) {
    this.tables = Set.copyOf(Arguments.tables(tables));
  }

  @Override
  public byte[] get(Table table, byte[] key) {
    byte[] value = SortedTree.get(tree(table), Arguments.given("key", key));
    return value == null ? null : value.clone();
  }

  @Override
  public List<byte[]> getAll(Table table, List<byte[]> keys) {
    List<byte[]> values = new ArrayList<>();
    for (byte[] key : Arguments.given("keys", keys)) {
      values.add(get(table, key));
    }
    checkKnown(table);
    return values;
  }

  @Override
  public Cursor cursor(Table table, byte[] from, byte[] to) {
    return new MemoryCursor(this, tree(table), Arguments.given("from", from), to, false);
  }

  @Override
  public Cursor cursorDown(Table table, byte[] from, byte[] to) {
    return new MemoryCursor(this, tree(table), Arguments.given("from", from), to, true);
  }

  @Override
  public Batch batch() {
    checkOpen();
    return new MemoryBatch(this);
  }

  @Override
  public synchronized void write(Batch batch, boolean sync) {
    checkOpen();
    if (!(batch instanceof MemoryBatch own) || own.store != this) {
      throw Arguments.strangeBatch();
    }
    Map<Table, SortedTree.Node> changed = new HashMap<>(trees);
    for (MemoryBatch.Change change : own.changes()) {
      changed.put(change.table(), change.of().apply(changed.get(change.table())));
    }
    trees = changed;
    writes++;
  }

  @Override
  public void sync() {
    checkOpen();
  }

  @Override
  public synchronized StoreStatistics statistics() {
    checkOpen();
    Map<String, Long> bytes = new HashMap<>();
    for (Table table : tables) {
      bytes.put(table.name(), bytes(trees.get(table)));
    }
    return new StoreStatistics(0, 0, writes, 0, 0, 0, bytes);
  }

  @Override
  public void checkpoint(Path folder) {
    checkOpen();
    throw InvalidRequestException.of("store", "one with a folder", "one in memory");
  }

  @Override
  public void compact(Table table, byte[] from, byte[] to) {
    Arguments.given("from", from);
    checkOpen();
    checkKnown(table);
  }

  @Override
  public boolean refresh() {
    checkOpen();
    return false;
  }

  @Override
  public synchronized void close() {
    closed = true;
    trees = Map.of();
  }

  void checkOpen() {
    if (closed) {
      throw new ClosedException("store: expected it to be open, but it was closed");
    }
  }

  void checkKnown(Table table) {
    if (table == null || !tables.contains(table)) {
      throw Arguments.unknown(table, tables);
    }
  }

  private SortedTree.Node tree(Table table) {
    checkKnown(table);
    SortedTree.Node tree = trees.get(table);
    checkOpen(); // after the look: a store that is closed has no trees
    return tree;
  }

  private static long bytes(SortedTree.Node tree) {
    long bytes = 0;
    Deque<SortedTree.Node> open = new ArrayDeque<>();
    for (SortedTree.Node node = tree; node != null; node = open.poll()) {
      bytes += node.key.length + node.value.length;
      if (node.left != null) {
        open.push(node.left);
      }
      if (node.right != null) {
        open.push(node.right);
      }
    }
    return bytes;
  }
}
