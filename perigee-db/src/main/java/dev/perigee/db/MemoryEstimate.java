package dev.perigee.db;

import dev.perigee.index.IndexEstimate;
import dev.perigee.index.IndexOptions;

/// What a database of one vector field takes.
///
/// @param offHeapBytes at most, off the heap: store, rows in memory, a merge of all of it
/// @param pageCacheBytes that a search walks on: to be in memory for it to be fast
/// @param diskBytes of the segments once merged; fields of documents come to it
/// @param diskSpikeBytes at most, while all of it is merged
public record MemoryEstimate(
    long offHeapBytes, long pageCacheBytes, long diskBytes, long diskSpikeBytes) {

  private static final int FRESH_PARTS = 4;

  static MemoryEstimate of(long count, IndexOptions index, DatabaseOptions options) {
    IndexEstimate all = index.estimate(count);
    IndexEstimate fresh = index.withM(2).withLinked(false).estimate(options.freshRowsMax());
    long freshBytes = Math.min(fresh.buildBytes(), 2 * options.freshBytesMax()) * FRESH_PARTS;
    long rowsFile = count * 2 * Long.BYTES;
    long merge = Math.min(all.buildBytes(), options.mergeBytesMax());
    long disk = all.fileBytes() + rowsFile;
    boolean spilled = all.buildBytes() > options.mergeBytesMax();
    return new MemoryEstimate(
        options.storeMemoryBytes() + freshBytes + merge,
        all.searchedBytes(),
        disk,
        (spilled ? 3 : 2) * disk);
  }
}
