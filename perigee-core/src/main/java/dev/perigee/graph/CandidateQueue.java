package dev.perigee.graph;

import java.util.Arrays;

/// A binary min-heap of candidates: the nearest comes out first.
final class CandidateQueue {

  private long[] heap = new long[256];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  void push(long candidate) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (heap[parent] <= candidate) {
        break;
      }
      heap[child] = heap[parent];
      child = parent;
    }
    heap[child] = candidate;
  }

  /// Takes the nearest; the queue is not empty.
  long pop() {
    long top = heap[0];
    long moved = heap[--size];
    int parent = 0;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= moved) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = moved;
    return top;
  }
}
