package dev.perigee.store;

import java.util.Deque;

/// Closing of RocksDB's objects.
final class Natives {

  private Natives() {}

  /// Closes all, the one pushed last first.
  static void closeAll(Deque<? extends AutoCloseable> objects) {
    for (AutoCloseable object = objects.poll(); object != null; object = objects.poll()) {
      try {
        object.close();
      } catch (Exception e) {
        throw new AssertionError("closing a native object throws nothing", e);
      }
    }
  }
}
