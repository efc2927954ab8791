package dev.perigee.formats.parquet;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordOptions;

/// The memory that the record at hand takes. Owned by one thread.
final class RecordMemory {

  /// What a value costs beside its text.
  static final int VALUE_BYTES = 16;

  private final String name;
  private final long bytesMax;
  private long bytes;

  RecordMemory(String name, RecordOptions options) {
    this.name = name;
    // What a value takes in memory is some times what it takes in a file.
    this.bytesMax = 8L * options.recordBytesMax();
  }

  /// Begins a record.
  void clear() {
    bytes = 0;
  }

  /// Takes memory for a value.
  ///
  /// @throws LimitExceededException beyond what a record may have
  void charge(long valueBytes) {
    bytes += valueBytes;
    if (bytes > bytesMax) {
      throw new LimitExceededException(
          name + ": expected records of at most " + bytesMax + " bytes of memory, got more");
    }
  }
}
