package dev.perigee.db;

import dev.perigee.error.PerigeeException;
import dev.perigee.store.Store;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Makes the log durable now and then, where commits do not.
final class LogSync implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.perigee.db");

  private final ScheduledExecutorService timer;

  private LogSync(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  static LogSync start(Store store, Durability durability) {
    if (durability.sync() || durability.interval().isZero()) {
      return new LogSync(null);
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("perigee-log-sync").factory());
    long millis = durability.interval().toMillis();
    var _ = timer.scheduleWithFixedDelay(() -> sync(store), millis, millis, TimeUnit.MILLISECONDS);
    return new LogSync(timer);
  }

  private static void sync(Store store) {
    try {
      store.sync();
    } catch (PerigeeException e) {
      LOG.log(Level.ERROR, "the log could not be made durable", e);
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.close();
    }
  }
}
