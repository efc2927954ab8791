package dev.perigee.store;

import java.util.Map;

/// What a store did since it was opened and what it holds now. A store in memory has no log.
///
/// @param logSyncs how often the log was synced
/// @param logBytes bytes written to the log
/// @param writes batches written
/// @param blockCacheBytes memory of the cache, with the memtables charged to it
/// @param memtableBytes memory of entries that are only in the log yet
/// @param pendingCompactionBytes about how much has to be rewritten to be in order again
/// @param liveBytesByTable about how much each table holds on disk, without what was deleted or
///   overwritten as far as that is known yet, by name
public record StoreStatistics(
    long logSyncs,
    long logBytes,
    long writes,
    long blockCacheBytes,
    long memtableBytes,
    long pendingCompactionBytes,
    Map<String, Long> liveBytesByTable) {

  public StoreStatistics {
    liveBytesByTable = Map.copyOf(liveBytesByTable);
  }
}
