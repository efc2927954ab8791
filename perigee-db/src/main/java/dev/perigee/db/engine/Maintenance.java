package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FreshPart;
import dev.perigee.error.CancelledException;
import dev.perigee.error.StorageException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The background work of a database, on three threads: one seals, so that writers need not wait
/// long; one links what is in memory; one merges and reclaims. A fourth comes and goes, to read
/// ahead what searches walk on.
///
/// What fails is tried again later, and said in the log; nothing that is served depends on it.
public final class Maintenance {

  private static final System.Logger LOG = System.getLogger("dev.perigee.db");
  private static final long IDLE_MICROS = 1_000_000;
  private static final long LINK_PAUSE_NANOS = 20_000_000;
  private static final long RETRY_NANOS = 5_000_000_000L;
  private static final long TRIM_NANOS = 10_000_000_000L;
  private static final int SEALED_AT_CLOSE_MIN = 1_000;
  private static final int DRAIN_ROUNDS_MAX = 4;

  private final Workshop workshop;
  private final Map<String, CollectionState> collections;
  private final Sealing sealing;
  private final Reclaiming reclaiming;
  private final SegmentUpkeep upkeep;
  private final Preloading preloading;
  private final Linking linking = new Linking();
  private final ReentrantLock sealLock = new ReentrantLock();
  private final ReentrantLock mergeLock = new ReentrantLock();
  private final WaitingRoom room;
  private final Thread sealer =
      Thread.ofPlatform().daemon().name("perigee-sealer").unstarted(this::sealLoop);
  private final Thread merger =
      Thread.ofPlatform().daemon().name("perigee-merger").unstarted(this::mergeLoop);
  private final Thread linker = BackgroundThread.of("perigee-linker", this::linkLoop);
  private final Map<String, Long> retryAt = new ConcurrentHashMap<>();
  private volatile boolean stopped;
  private final AtomicLong seals = new AtomicLong();
  private volatile String lastFailure;
  private long trimmedAt = System.nanoTime();

  Maintenance(Workshop workshop, Map<String, CollectionState> collections) {
    this.workshop = workshop;
    this.collections = collections;
    room = new WaitingRoom(workshop.options().waitingPartsMax());
    sealing = new Sealing(workshop);
    reclaiming = new Reclaiming(workshop);
    upkeep = new SegmentUpkeep(workshop, reclaiming, collections.values());
    preloading = new Preloading(workshop.options().mappedBytesMax());
  }

  void start() {
    if (workshop.options().background()) {
      sealer.start();
      merger.start();
      linker.start();
    }
  }

  void wake() {
    room.wake();
  }

  /// Waits while too many full parts wait to be sealed.
  void awaitRoom(List<Operation> operations) {
    if (workshop.options().background()) {
      room.awaitRoom(operations);
    }
  }

  private void sealLoop() {
    while (!stopped) {
      boolean worked = attempt("sealing", this::sealWaiting);
      if (!worked) {
        room.pause();
      }
    }
  }

  private void linkLoop() {
    while (!stopped) {
      boolean worked = attempt("linking", () -> linking.linkSome(collections.values()));
      if (!worked) {
        LockSupport.parkNanos(LINK_PAUSE_NANOS);
      }
    }
  }

  private void mergeLoop() {
    while (!stopped) {
      boolean idle =
          workshop.options().clockMicros().getAsLong() - workshop.sequences().last() > IDLE_MICROS;
      boolean worked = attempt("merging", () -> mergeOnce(idle, false));
      boolean _ = attempt("reclaiming", this::reclaim);
      preloading.start(collections.values());
      if (!worked) {
        room.pause();
      }
    }
  }

  /// Work that says whether there was any.
  @FunctionalInterface
  private interface Work {
    boolean run();
  }

  private boolean attempt(String name, Work work) {
    if (System.nanoTime() < retryAt.getOrDefault(name, Long.MIN_VALUE)) {
      return false;
    }
    try {
      return work.run();
    } catch (CancelledException e) {
      return false;
    } catch (RuntimeException | Error e) {
      if (!stopped) {
        retryAt.put(name, System.nanoTime() + RETRY_NANOS);
        lastFailure = name + ": " + e.getMessage();
        LOG.log(Level.WARNING, name + " failed and will be tried again: " + e);
        LOG.log(Level.DEBUG, name + " failed", e);
        workshop.options().listener().failed(name, e);
      }
      return false;
    }
  }

  private boolean sealWaiting() {
    boolean worked = false;
    for (CollectionState collection : collections.values()) {
      for (int field = 0; field < collection.vectors().size(); field++) {
        sealLock.lock();
        try {
          FreshPart part =
              collection.isDropped() ? null : Sealing.waiting(collection.vectors().get(field));
          if (part != null) {
            seal(collection, field, part);
            worked = true;
            wake();
          }
        } finally {
          sealLock.unlock();
        }
      }
    }
    return worked;
  }

  private void seal(CollectionState collection, int field, FreshPart part) {
    try {
      timedSeal(collection, field, part);
      room.setFailure(null);
    } catch (StorageException e) {
      room.setFailure(e); // writers that wait for room are told
      wake();
      throw e;
    }
  }

  private void timedSeal(CollectionState collection, int field, FreshPart part) {
    WorkEvent.Seal event = new WorkEvent.Seal();
    event.begin();
    long start = System.nanoTime();
    long rows = part.count();
    sealing.seal(collection, field, part);
    seals.incrementAndGet();
    event.collection = collection.name();
    event.rows = rows;
    event.commit();
    String name = collection.schema().vectors().get(field).name();
    workshop.options().listener().sealed(collection.name(), name, rows, System.nanoTime() - start);
  }

  /// @param hurried whether somebody waits for it
  private boolean mergeOnce(boolean idle, boolean hurried) {
    boolean worked = false;
    for (CollectionState collection : collections.values()) {
      for (int field = 0; field < collection.vectors().size(); field++) {
        mergeLock.lock();
        try {
          worked |=
              !collection.isDropped()
                  && upkeep.workOnce(collection, field, idle, hurried, () -> stopped);
        } finally {
          mergeLock.unlock();
        }
      }
    }
    return worked;
  }

  private boolean reclaim() {
    for (CollectionState collection : collections.values()) {
      mergeLock.lock();
      try {
        if (!collection.isDropped()) {
          long versions = reclaiming.reclaim(collection);
          if (versions > 0) {
            workshop.options().listener().reclaimed(collection.name(), versions);
          }
        }
      } finally {
        mergeLock.unlock();
      }
    }
    if (System.nanoTime() - trimmedAt > TRIM_NANOS) {
      trimmedAt = System.nanoTime();
      reclaiming.trimChanges();
    }
    return false;
  }

  /// Does all there is to do now: seals what is in memory, merges to one segment for each field
  /// where that pays, reclaims. For tests and measurements, and before a long pause.
  public void drain() {
    for (CollectionState collection : collections.values()) {
      for (FieldRows rows : collection.vectors()) {
        workshop.committer().exclusively(() -> freeze(rows, 1));
      }
    }
    long before = workshop.sequences().last();
    boolean worked = true;
    for (int round = 0; worked && mayGoOn(round, before); round++) {
      for (long left = waiting(); left > 0; left--) {
        boolean _ = sealWaiting();
      }
      worked = mergeOnce(true, true) || waiting() > 0;
    }
    boolean _ = reclaim();
    preloading.run(collections.values());
  }

  /// While others write there is always something to do, but not all of it is the caller's.
  private boolean mayGoOn(int round, long before) {
    return round < DRAIN_ROUNDS_MAX || workshop.sequences().last() == before;
  }

  private long waiting() {
    long waiting = 0;
    for (CollectionState collection : collections.values()) {
      for (FieldRows rows : collection.vectors()) {
        waiting += WaitingRoom.waiting(rows);
      }
    }
    return waiting;
  }

  private static void freeze(FieldRows rows, int countMin) {
    FreshPart active = rows.active();
    if (active != null && active.count() >= countMin) {
      active.freeze();
    }
  }

  /// Runs an action while no background work runs.
  void pausedFor(Runnable action) {
    sealLock.lock();
    mergeLock.lock();
    try {
      action.run();
    } finally {
      mergeLock.unlock();
      sealLock.unlock();
    }
  }

  /// Ends the threads and seals what would take long to read again.
  void finish() {
    stopped = true;
    room.close();
    preloading.stop();
    try {
      sealer.join();
      merger.join();
      linker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      for (CollectionState collection : collections.values()) {
        for (FieldRows rows : collection.vectors()) {
          workshop.committer().exclusively(() -> freeze(rows, SEALED_AT_CLOSE_MIN));
        }
      }
      while (sealWaiting()) {
        Thread.onSpinWait(); // until all are sealed
      }
    } catch (StorageException e) {
      LOG.log(Level.WARNING, "not sealed at close; the next start reads it from the log", e);
    }
  }

  /// Parts sealed since the start.
  public long seals() {
    return seals.get();
  }

  /// Merges since the start.
  public long merges() {
    return upkeep.merges();
  }

  /// Rows built into graphs since the start.
  public long mergedRows() {
    return upkeep.mergedRows();
  }

  /// How often a writer had to wait for room.
  public long waits() {
    return room.waits();
  }

  /// What failed last; null if nothing did.
  public String lastFailure() {
    return lastFailure;
  }
}
