package dev.perigee.index;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// Idle search contexts. Lock-free; holds a bounded number and lets the rest go to the garbage
/// collector.
final class ContextPool {

  private static final int SIZE = 64;

  private final IndexData data;
  private final AtomicReferenceArray<SearchContext> idle = new AtomicReferenceArray<>(SIZE);

  ContextPool(IndexData data) {
    this.data = data;
  }

  SearchContext take() {
    // threads start at different places, so that they rarely want the same one
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SIZE; i++) {
      int slot = (start + i) & (SIZE - 1);
      if (idle.getPlain(slot) != null) {
        SearchContext context = idle.getAndSet(slot, null);
        if (context != null) {
          return context;
        }
      }
    }
    return new SearchContext(data);
  }

  void give(SearchContext context) {
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SIZE; i++) {
      if (idle.compareAndSet((start + i) & (SIZE - 1), null, context)) {
        return;
      }
    }
  }
}
