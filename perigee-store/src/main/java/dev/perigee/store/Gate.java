package dev.perigee.store;

import dev.perigee.error.ClosedException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// Keeps calls out of what is being closed: RocksDB's objects crash the JVM when used after that.
///
/// A call enters, looks whether the gate is shut, and leaves at its end; whoever closes shuts the
/// gate and waits until nobody is inside. Each side writes before it reads what the other writes,
/// so that one of them sees the other. Callers are counted in stripes a cache line apart, because a
/// count in one place would be the slowest part of a get on many cores.
final class Gate {

  private static final int STRIPES = 32;
  private static final int SPACING = 16;
  private static final long WAIT_NANOS = 50_000;

  private final AtomicLongArray inside = new AtomicLongArray(STRIPES * SPACING);
  private volatile boolean shut;

  /// To be followed by [#leave()] on the same thread.
  ///
  /// @throws ClosedException if the gate is shut
  void enter() {
    if (!tryEnter()) {
      throw new ClosedException("store: expected it to be open, but it was closed");
    }
  }

  /// As [#enter()], but false if the gate is shut; then there is nothing to leave.
  boolean tryEnter() {
    inside.getAndIncrement(stripe());
    if (shut) {
      leave();
      return false;
    }
    return true;
  }

  void leave() {
    inside.getAndDecrement(stripe());
  }

  /// Lets nobody in from now on.
  ///
  /// @return false if the gate was shut before
  synchronized boolean shut() {
    boolean first = !shut;
    shut = true;
    return first;
  }

  /// Waits until nobody is inside, after [#shut()].
  void awaitEmpty() {
    for (int i = 0; i < STRIPES; i++) {
      // Once a stripe is seen empty it stays so: who enters later sees that the gate is shut.
      while (inside.get(i * SPACING) != 0) {
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
  }

  private static int stripe() {
    return (int) (Thread.currentThread().threadId() % STRIPES) * SPACING;
  }
}
