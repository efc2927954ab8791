package dev.perigee.store;

import dev.perigee.error.ClosedException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// A walk over a tree that never changes. The stack holds the nodes still to come whose far side
/// has not been entered.
final class MemoryCursor implements Cursor {

  private final MemoryStore store;
  private final byte[] from;
  private final byte[] to;
  private final boolean down;
  private final Deque<SortedTree.Node> path = new ArrayDeque<>();
  private SortedTree.Node here;
  private boolean closed;

  MemoryCursor(MemoryStore store, SortedTree.Node tree, byte[] from, byte[] to, boolean down) {
    this.store = store;
    this.from = from.clone();
    this.to = to == null ? null : to.clone();
    this.down = down;
    descend(tree);
  }

  @Override
  public boolean next() {
    checkOpen();
    here = path.poll();
    if (here != null) {
      descend(down ? here.left : here.right);
    }
    return here != null;
  }

  @Override
  public byte[] key() {
    return here().key.clone();
  }

  @Override
  public byte[] value() {
    return here().value.clone();
  }

  @Override
  public void close() {
    closed = true;
  }

  /// Pushes the nodes of the range on the way to the first one in the direction of the walk.
  private void descend(SortedTree.Node tree) {
    SortedTree.Node node = tree;
    while (node != null) {
      if (Arrays.compareUnsigned(node.key, from) < 0) {
        node = node.right;
      } else if (to != null && Arrays.compareUnsigned(node.key, to) >= 0) {
        node = node.left;
      } else {
        path.push(node);
        node = down ? node.right : node.left;
      }
    }
  }

  private SortedTree.Node here() {
    checkOpen();
    if (here == null) {
      throw Arguments.notPositioned();
    }
    return here;
  }

  private void checkOpen() {
    store.checkOpen();
    if (closed) {
      throw new ClosedException("cursor: expected it to be open, but it was closed");
    }
  }
}
