package dev.perigee.store;

import java.util.HashMap;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.TickerType;

/// Reads RocksDB's counters and properties.
final class RocksCounters {

  private RocksCounters() {}

  static StoreStatistics read(
      RocksDB database, RocksSettings settings, Map<Table, ColumnFamilyHandle> tables, long writes)
      throws RocksDBException {
    Map<String, Long> liveBytes = new HashMap<>();
    for (Map.Entry<Table, ColumnFamilyHandle> table : tables.entrySet()) {
      // Blob files are in it.
      long bytes = database.getLongProperty(table.getValue(), "rocksdb.estimate-live-data-size");
      liveBytes.put(table.getKey().name(), bytes);
    }
    return new StoreStatistics(
        settings.statistics().getTickerCount(TickerType.WAL_FILE_SYNCED),
        settings.statistics().getTickerCount(TickerType.WAL_FILE_BYTES),
        writes,
        settings.cache().getUsage(),
        database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"),
        database.getAggregatedLongProperty("rocksdb.estimate-pending-compaction-bytes"),
        liveBytes);
  }
}
