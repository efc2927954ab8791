package dev.perigee.db;

import dev.perigee.db.engine.CrashPoint;
import dev.perigee.db.engine.EngineOptions;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.segment.FileLayer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// How a database is opened. Immutable; each `with` method returns a changed copy.
///
/// @param durability when a write is safe from a power failure (SYNC)
/// @param storeMemoryBytes block cache and memtables of the store together, at least 8 MiB (64 MiB)
/// @param freshRowsMax rows of one field that one part in memory holds before it goes to a file, 1
///   to 1,000,000 (32,768)
/// @param freshBytesMax bytes of the vectors of such a part, at least 1 MiB (64 MiB); up to four
///   parts of a field are in memory before writers wait
/// @param mergeThreads threads of a merge, 1 to 1,024 (half of the processors)
/// @param background whether sealing, merging and reclaiming run by themselves (true)
/// @param changesKept how long changes are kept for subscribers (1 hour)
/// @param clock what the time is
public record DatabaseOptions(
    Durability durability,
    long storeMemoryBytes,
    int freshRowsMax,
    long freshBytesMax,
    int mergeThreads,
    boolean background,
    Duration changesKept,
    Clock clock) {

  private static final int WAITING_PARTS_MAX = 2;

  /// @throws InvalidRequestException if a value is out of its range
  public DatabaseOptions {
    require("storeMemoryBytes", storeMemoryBytes, 8L << 20, Long.MAX_VALUE);
    require("freshRowsMax", freshRowsMax, 1, 1_000_000);
    require("freshBytesMax", freshBytesMax, 1L << 20, Long.MAX_VALUE);
    require("mergeThreads", mergeThreads, 1, 1024);
    if (changesKept.isNegative()) {
      throw InvalidRequestException.of("changesKept", "a duration of at least 0", changesKept);
    }
  }

  /// Every default.
  public static DatabaseOptions defaults() {
    return new DatabaseOptions(
        Durability.SYNC,
        64L << 20,
        32_768,
        64L << 20,
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        true,
        Duration.ofHours(1),
        Clock.systemUTC());
  }

  /// The same with another durability.
  public DatabaseOptions withDurability(Durability newDurability) {
    return new DatabaseOptions(
        newDurability,
        storeMemoryBytes,
        freshRowsMax,
        freshBytesMax,
        mergeThreads,
        background,
        changesKept,
        clock);
  }

  /// The same with other memory for the store.
  public DatabaseOptions withStoreMemoryBytes(long bytes) {
    return new DatabaseOptions(
        durability,
        bytes,
        freshRowsMax,
        freshBytesMax,
        mergeThreads,
        background,
        changesKept,
        clock);
  }

  /// The same with other bounds of a part in memory.
  public DatabaseOptions withFresh(int rowsMax, long bytesMax) {
    return new DatabaseOptions(
        durability,
        storeMemoryBytes,
        rowsMax,
        bytesMax,
        mergeThreads,
        background,
        changesKept,
        clock);
  }

  /// The same with another number of threads of a merge.
  public DatabaseOptions withMergeThreads(int threads) {
    return new DatabaseOptions(
        durability,
        storeMemoryBytes,
        freshRowsMax,
        freshBytesMax,
        threads,
        background,
        changesKept,
        clock);
  }

  /// The same with background work or without: then [Database#maintain()] does it.
  public DatabaseOptions withBackground(boolean newBackground) {
    return new DatabaseOptions(
        durability,
        storeMemoryBytes,
        freshRowsMax,
        freshBytesMax,
        mergeThreads,
        newBackground,
        changesKept,
        clock);
  }

  /// The same, keeping changes for another while.
  public DatabaseOptions withChangesKept(Duration kept) {
    return new DatabaseOptions(
        durability,
        storeMemoryBytes,
        freshRowsMax,
        freshBytesMax,
        mergeThreads,
        background,
        kept,
        clock);
  }

  /// The same with another clock.
  public DatabaseOptions withClock(Clock newClock) {
    return new DatabaseOptions(
        durability,
        storeMemoryBytes,
        freshRowsMax,
        freshBytesMax,
        mergeThreads,
        background,
        changesKept,
        newClock);
  }

  private static void require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      String range = max == Long.MAX_VALUE ? "at least " + min : min + " to " + max;
      throw InvalidRequestException.of(name, range, value);
    }
  }

  EngineOptions toEngine(FileLayer files, CrashPoint crashPoint) {
    return new EngineOptions(
        durability.sync(),
        durability.interval(),
        storeMemoryBytes,
        freshRowsMax,
        freshBytesMax,
        WAITING_PARTS_MAX,
        mergeThreads,
        background,
        changesKept,
        () -> micros(clock.instant()),
        files,
        crashPoint);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }
}
