package dev.perigee.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/// How RocksDB is set up, and the native objects that this takes. To be closed after the database.
///
/// Memory: one cache for blocks, indexes and filters; memtables are charged to it and flushed when
/// they are half of it. Large values lie in blob files: a value is written once to the log and once
/// to its blob file, compaction moves only keys, and when the keys of a whole blob file are gone
/// the file is deleted unread.
final class RocksSettings implements AutoCloseable {

  private static final long LOG_BYTES_MAX = 128L << 20;
  private static final long WRITE_BUFFER_BYTES_MAX = 32L << 20;
  private static final long BLOB_FILE_BYTES = 64L << 20;
  private static final long BLOB_VALUE_BYTES_MIN = 256;
  private static final long SYNC_STEP_BYTES = 1 << 20;
  private static final long MANIFEST_BYTES_MAX = 16L << 20;
  private static final long NOTES_BYTES_MAX = 1 << 20;
  private static final int NOTES_FILES_MAX = 2;
  private static final int OPEN_FILES_MAX = 512;
  private static final int BACKGROUND_JOBS = 2;
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final double MEMTABLE_BLOOM_SHARE = 0.02;
  private static final int RANGES_BLOCK_BYTES = 16 << 10;

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final LRUCache cache;
  private final Statistics statistics;
  private final BloomFilter bloomFilter;
  private final DBOptions database;
  private final List<ColumnFamilyDescriptor> families = new ArrayList<>();

  RocksSettings(StoreOptions options, boolean readOnly) {
    RocksLibrary.load();
    cache = own(new LRUCache(options.memoryBytes()));
    statistics = own(new Statistics());
    statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
    bloomFilter = own(new BloomFilter(BLOOM_BITS_PER_KEY));
    WriteBufferManager memtables =
        own(new WriteBufferManager(options.memoryBytes() / 2, cache, false));
    database = own(database(options, readOnly).setWriteBufferManager(memtables));
    long writeBufferBytes = Math.min(WRITE_BUFFER_BYTES_MAX, options.memoryBytes() / 4);
    // RocksDB's own family, which stays empty, comes with every database. The largest write buffer
    // is also the space that must be free before it writes again after a full disk.
    add(RocksDB.DEFAULT_COLUMN_FAMILY, new ColumnFamilyOptions(), writeBufferBytes);
    for (Table table : options.tables()) {
      add(table.name().getBytes(UTF_8), family(table), writeBufferBytes);
    }
  }

  LRUCache cache() {
    return cache;
  }

  Statistics statistics() {
    return statistics;
  }

  DBOptions database() {
    return database;
  }

  /// RocksDB's own family, then the tables in their order.
  List<ColumnFamilyDescriptor> families() {
    return families;
  }

  @Override
  public void close() {
    Natives.closeAll(owned);
  }

  private <T extends AutoCloseable> T own(T object) {
    owned.push(object);
    return object;
  }

  private void add(byte[] name, ColumnFamilyOptions family, long writeBufferBytes) {
    families.add(
        new ColumnFamilyDescriptor(name, own(family).setWriteBufferSize(writeBufferBytes)));
  }

  private DBOptions database(StoreOptions options, boolean readOnly) {
    Properties unnamed = new Properties(); // what RocksDB's Java has no method for
    unnamed.setProperty("track_and_verify_wals_in_manifest", "true");
    return DBOptions.getDBOptionsFromProps(unnamed)
        .setCreateIfMissing(options.create() && !readOnly)
        .setCreateMissingColumnFamilies(!readOnly)
        .setParanoidChecks(true)
        .setStatistics(statistics)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(LOG_BYTES_MAX)
        .setMaxBackgroundJobs(BACKGROUND_JOBS)
        .setMaxOpenFiles(readOnly ? -1 : OPEN_FILES_MAX)
        .setBytesPerSync(SYNC_STEP_BYTES)
        .setMaxManifestFileSize(MANIFEST_BYTES_MAX)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(NOTES_BYTES_MAX)
        .setKeepLogFileNum(NOTES_FILES_MAX)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private ColumnFamilyOptions family(Table table) {
    BlockBasedTableConfig blocks =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    ColumnFamilyOptions family = new ColumnFamilyOptions();
    switch (table.usage()) {
      case POINTS -> {
        blocks.setFilterPolicy(bloomFilter);
        family
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_SHARE)
            .setMemtableWholeKeyFiltering(true);
      }
      case RANGES -> {
        blocks.setBlockSize(RANGES_BLOCK_BYTES);
        family.setCompressionType(CompressionType.LZ4_COMPRESSION);
      }
      case BULK ->
          family
              .setCompressionType(CompressionType.NO_COMPRESSION)
              .setEnableBlobFiles(true)
              .setMinBlobSize(BLOB_VALUE_BYTES_MIN)
              .setBlobFileSize(BLOB_FILE_BYTES)
              .setBlobCompressionType(CompressionType.NO_COMPRESSION)
              .setEnableBlobGarbageCollection(true);
    }
    return family.setTableFormatConfig(blocks);
  }
}
