package dev.perigee.formats.arrow;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordOptions;

/// The memory that the record at hand takes, and how deep its values are nested. Owned by one
/// thread.
final class RecordMemory {

  /// What a value costs beside its text.
  static final int VALUE_BYTES = 16;

  private final String name;
  private final long bytesMax;
  private long bytes;
  private int depth;

  RecordMemory(String name, RecordOptions options) {
    this.name = name;
    // What a value takes in memory is some times what it takes in a file.
    this.bytesMax = 8L * options.recordBytesMax();
  }

  /// Begins a record.
  void clear() {
    bytes = 0;
    depth = 0;
  }

  /// Takes memory for values.
  ///
  /// @param bytesEach of one
  /// @throws LimitExceededException beyond what a record may have
  void charge(long count, long bytesEach) {
    if (count > (bytesMax - bytes) / bytesEach) {
      throw new LimitExceededException(
          name + ": expected records of at most " + bytesMax + " bytes of memory, got more");
    }
    bytes += count * bytesEach;
  }

  /// Goes into a dictionary, which may lead to another, or back.
  ///
  /// @throws LimitExceededException if they are nested deeper than allowed
  void enter() {
    depth++;
    if (depth > RecordOptions.DEPTH_MAX) {
      throw new LimitExceededException(
          name + ": expected dictionaries nested " + RecordOptions.DEPTH_MAX + " deep, got more");
    }
  }

  /// Comes back out.
  void leave() {
    depth--;
  }
}
