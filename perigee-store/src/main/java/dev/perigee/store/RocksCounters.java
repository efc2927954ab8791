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
      liveBytes.put(table.getKey().name(), liveBytes(database, table.getValue()));
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

  private static long liveBytes(RocksDB database, ColumnFamilyHandle table)
      throws RocksDBException {
    return database.getLongProperty(table, "rocksdb.estimate-live-data-size")
        + database.getLongProperty(table, "rocksdb.live-blob-file-size")
        - database.getLongProperty(table, "rocksdb.live-blob-file-garbage-size");
  }
}
