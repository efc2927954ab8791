package dev.perigee.db;

import dev.perigee.db.engine.CrashPoint;
import dev.perigee.db.engine.EngineListener;
import dev.perigee.db.engine.EngineOptions;
import dev.perigee.db.engine.PacedFiles;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.segment.FileLayer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// How a database is opened. Immutable; each `with` method returns a changed copy.
///
/// @param durability when a write is safe from a power failure (SYNC)
/// @param storeMemoryBytes block cache and memtables of the store together, at least 8 MiB (64 MiB)
/// @param freshRowsMax rows of one field that one part in memory holds before it goes to a file, 1
///   to 1,000,000 (32,768)
/// @param freshBytesMax bytes of the vectors of such a part, at least 1 MiB (64 MiB); up to four
///   parts of a field are in memory before writers wait
/// @param mergeThreads threads of a merge, 1 to 1,024 (half of the processors)
/// @param mergeBytesMax memory off the heap that one merge may take, at least 64 KiB (4 GiB): one
///   that would take more has its vectors in a temporary file, which takes about twice as long;
///   segments of which codes and links take more stay apart
/// @param mappedBytesMax bytes of the files of all segments together up to which searches read them
///   through the map, at least 0 (half of the memory of the machine, or of the container): beyond
///   it, vectors of segments that have codes are read from the file for the last order, and memory
///   is left to codes and links; a field whose codes and links take more is merged with codes of
///   sub-spaces or of one bit, if these fit
/// @param backgroundBytesPerSecond what sealing and merging write to segments at most, at least 1
///   MiB (128 MiB); if rows come faster than that, writers wait
/// @param background whether sealing, merging and reclaiming run by themselves (true)
/// @param changesKept how long changes are kept for subscribers (1 hour)
/// @param clock what the time is
/// @param listener told what the database does by itself (nobody)
public record DatabaseOptions(
    Durability durability,
    long storeMemoryBytes,
    int freshRowsMax,
    long freshBytesMax,
    int mergeThreads,
    long mergeBytesMax,
    long mappedBytesMax,
    long backgroundBytesPerSecond,
    boolean background,
    Duration changesKept,
    Clock clock,
    EngineListener listener) {

  private static final int WAITING_PARTS_MAX = 2;

  /// @throws InvalidRequestException if a value is out of its range
  public DatabaseOptions {
    require("storeMemoryBytes", storeMemoryBytes, 8L << 20, Long.MAX_VALUE);
    require("freshRowsMax", freshRowsMax, 1, 1_000_000);
    require("freshBytesMax", freshBytesMax, 1L << 20, Long.MAX_VALUE);
    require("mergeThreads", mergeThreads, 1, 1024);
    require("mergeBytesMax", mergeBytesMax, 64L << 10, Long.MAX_VALUE);
    require("mappedBytesMax", mappedBytesMax, 0, Long.MAX_VALUE);
    require("backgroundBytesPerSecond", backgroundBytesPerSecond, 1L << 20, Long.MAX_VALUE);
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
        4L << 30,
        PhysicalMemory.bytes() / 2,
        128L << 20,
        true,
        Duration.ofHours(1),
        Clock.systemUTC(),
        EngineListener.NONE);
  }

  /// The same with another durability.
  public DatabaseOptions withDurability(Durability newDurability) {
    return changed(draft -> draft.durability = newDurability);
  }

  /// The same with other memory for the store.
  public DatabaseOptions withStoreMemoryBytes(long newStoreMemoryBytes) {
    return changed(draft -> draft.storeMemoryBytes = newStoreMemoryBytes);
  }

  /// The same with another number of threads of a merge.
  public DatabaseOptions withMergeThreads(int newMergeThreads) {
    return changed(draft -> draft.mergeThreads = newMergeThreads);
  }

  /// The same with another bound of the memory of a merge.
  public DatabaseOptions withMergeBytesMax(long newMergeBytesMax) {
    return changed(draft -> draft.mergeBytesMax = newMergeBytesMax);
  }

  /// The same with another bound of what is mapped whole.
  public DatabaseOptions withMappedBytesMax(long newMappedBytesMax) {
    return changed(draft -> draft.mappedBytesMax = newMappedBytesMax);
  }

  /// The same with another bound of what sealing and merging write in a second.
  public DatabaseOptions withBackgroundBytesPerSecond(long newBackgroundBytesPerSecond) {
    return changed(draft -> draft.backgroundBytesPerSecond = newBackgroundBytesPerSecond);
  }

  /// The same with background work or without: then [Database#maintain()] does it.
  public DatabaseOptions withBackground(boolean newBackground) {
    return changed(draft -> draft.background = newBackground);
  }

  /// The same with changes kept for another while.
  public DatabaseOptions withChangesKept(Duration newChangesKept) {
    return changed(draft -> draft.changesKept = newChangesKept);
  }

  /// The same with another clock.
  public DatabaseOptions withClock(Clock newClock) {
    return changed(draft -> draft.clock = newClock);
  }

  /// The same with a listener.
  public DatabaseOptions withListener(EngineListener newListener) {
    return changed(draft -> draft.listener = newListener);
  }

  /// The same with other bounds of a part in memory.
  public DatabaseOptions withFresh(int rowsMax, long bytesMax) {
    return changed(draft -> {
      draft.freshRowsMax = rowsMax;
      draft.freshBytesMax = bytesMax;
    });
  }

  /// The same within a budget of memory off the heap: a quarter for the store, a quarter for rows
  /// in memory (of four parts of one field), half for a merge. Mapped files are the page cache's.
  /// The JVM counts this memory against `-XX:MaxDirectMemorySize`, which is as much as the heap may
  /// have unless it is set.
  ///
  /// @param bytes at least 64 MiB
  public DatabaseOptions withMemoryBudget(long bytes) {
    require("bytes", bytes, 64L << 20, Long.MAX_VALUE);
    return withStoreMemoryBytes(bytes / 4)
        .withFresh(freshRowsMax, Math.min(freshBytesMax, bytes / 16))
        .withMergeBytesMax(bytes / 2);
  }

  private DatabaseOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.durability = durability;
    draft.storeMemoryBytes = storeMemoryBytes;
    draft.freshRowsMax = freshRowsMax;
    draft.freshBytesMax = freshBytesMax;
    draft.mergeThreads = mergeThreads;
    draft.mergeBytesMax = mergeBytesMax;
    draft.mappedBytesMax = mappedBytesMax;
    draft.backgroundBytesPerSecond = backgroundBytesPerSecond;
    draft.background = background;
    draft.changesKept = changesKept;
    draft.clock = clock;
    draft.listener = listener;
    change.accept(draft);
    return new DatabaseOptions(
        draft.durability,
        draft.storeMemoryBytes,
        draft.freshRowsMax,
        draft.freshBytesMax,
        draft.mergeThreads,
        draft.mergeBytesMax,
        draft.mappedBytesMax,
        draft.backgroundBytesPerSecond,
        draft.background,
        draft.changesKept,
        draft.clock,
        draft.listener);
  }

  /// Options on their way to other values.
  private static final class Draft {
    private Durability durability;
    private long storeMemoryBytes;
    private int freshRowsMax;
    private long freshBytesMax;
    private int mergeThreads;
    private long mergeBytesMax;
    private long mappedBytesMax;
    private long backgroundBytesPerSecond;
    private boolean background;
    private Duration changesKept;
    private Clock clock;
    private EngineListener listener;
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
        mergeBytesMax,
        mappedBytesMax,
        background,
        changesKept,
        () -> micros(clock.instant()),
        new PacedFiles(files, backgroundBytesPerSecond),
        listener,
        crashPoint);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }
}
