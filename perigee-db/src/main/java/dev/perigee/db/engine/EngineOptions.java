package dev.perigee.db.engine;

import dev.perigee.segment.FileLayer;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How the engine runs.
///
/// @param sync whether a commit is durable before it is acknowledged
/// @param syncInterval how often the log is made durable otherwise; zero for never
/// @param storeMemoryBytes block cache and memtables of the store
/// @param freshRowsMax rows of a part in memory
/// @param freshBytesMax bytes of the vectors of a part in memory
/// @param waitingPartsMax full parts in memory of one field before writers wait
/// @param mergeThreads threads of a merge
/// @param mergeBytesMax memory off the heap of one merge
/// @param mappedBytesMax bytes of the files of all segments up to which they are mapped whole
/// @param background whether sealing, merging and reclaiming run by themselves
/// @param changesKept how long changes are kept for subscribers
/// @param clockMicros microseconds since 1970
/// @param files the file system below the segments
/// @param listener told what happens
/// @param crashPoint told where the engine is
public record EngineOptions(
    boolean sync,
    Duration syncInterval,
    long storeMemoryBytes,
    int freshRowsMax,
    long freshBytesMax,
    int waitingPartsMax,
    int mergeThreads,
    long mergeBytesMax,
    long mappedBytesMax,
    boolean background,
    Duration changesKept,
    LongSupplier clockMicros,
    FileLayer files,
    EngineListener listener,
    CrashPoint crashPoint) {}
