package dev.perigee.store;

import java.util.Arrays;

/// An ordered map from bytes to bytes that is never changed: each change gives a new one that
/// shares nearly all nodes with the old.
///
/// A treap (Seidel and Aragon, "Randomized Search Trees", 1996): a search tree by key and a heap by
/// priority, the priority being a hash of the key. Every change is a split and a join, in expected
/// logarithmic time. A tree is its root; the empty one is null.
final class SortedTree {

  /// A node and everything below it.
  static final class Node {
    final byte[] key;
    final byte[] value;
    final Node left;
    final Node right;

    Node(byte[] key, byte[] value, Node left, Node right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
    }

    int priority() {
      int hash = Arrays.hashCode(key) * 0x9E3779B9;
      hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
      return hash ^ (hash >>> 13);
    }
  }

  /// A tree cut in two: the keys below a bound, and the others.
  private record Cut(Node below, Node others) {}

  private SortedTree() {}

  static byte[] get(Node tree, byte[] key) {
    Node node = tree;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  static Node put(Node tree, byte[] key, byte[] value) {
    Cut cut = cut(tree, key);
    Node others = cut(cut.others, successor(key)).others;
    return join(join(cut.below, new Node(key, value, null, null)), others);
  }

  static Node delete(Node tree, byte[] key) {
    return deleteRange(tree, key, successor(key));
  }

  static Node deleteRange(Node tree, byte[] from, byte[] to) {
    Cut cut = cut(tree, from);
    return join(cut.below, cut(cut.others, to).others);
  }

  /// The first key after this one.
  private static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  private static Cut cut(Node tree, byte[] bound) {
    if (tree == null) {
      return new Cut(null, null);
    }
    if (Arrays.compareUnsigned(tree.key, bound) < 0) {
      Cut right = cut(tree.right, bound);
      return new Cut(new Node(tree.key, tree.value, tree.left, right.below), right.others);
    }
    Cut left = cut(tree.left, bound);
    return new Cut(left.below, new Node(tree.key, tree.value, left.others, tree.right));
  }

  /// One tree of two; every key of the first is below every key of the second.
  private static Node join(Node first, Node second) {
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    if (first.priority() >= second.priority()) {
      return new Node(first.key, first.value, first.left, join(first.right, second));
    }
    return new Node(second.key, second.value, join(first, second.left), second.right);
  }
}
