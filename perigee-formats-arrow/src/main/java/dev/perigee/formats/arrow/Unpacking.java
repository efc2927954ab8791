package dev.perigee.formats.arrow;

import dev.perigee.error.LimitExceededException;
import dev.perigee.formats.record.RecordOptions;

/// What unpacking may take, of all batches and dictionaries of one source together. One thread.
///
/// The heap takes what fits a budget, temporary files the rest. How much a file may unpack to at
/// all follows from how long it is, on average from where the reading began, so that a file of
/// kilobytes does not become terabytes.
final class Unpacking {

  /// Most bytes of unpacked buffers on the heap.
  static final long HEAP_BYTES_MAX = 64L << 20;

  /// What a batch may unpack to: lists of 2^31 floats, and then some.
  static final long BATCH_BYTES_MAX = 16L << 30;

  /// Unpacked whatever the ratio: a column of zeros may well become a thousandth.
  private static final long FREE_BYTES = 64L << 20;

  private final String name;
  private final int ratioMax;
  private long packedBytes;
  private long unpackedBytes;
  private long heapBytes;

  Unpacking(ArrowFile file, RecordOptions options) {
    this.name = file.name();
    this.ratioMax = options.unpackedPerPackedMax();
  }

  /// Asks before a batch is unpacked.
  ///
  /// @throws LimitExceededException if it would become too much
  void require(long packed, long unpacked) {
    packedBytes += packed;
    unpackedBytes += Math.min(unpacked, BATCH_BYTES_MAX + 1);
    if (unpacked > BATCH_BYTES_MAX || (unpackedBytes - FREE_BYTES) / ratioMax > packedBytes) {
      throw new LimitExceededException(
          "%s: expected at most %d bytes a batch and %d times what is packed, got %d bytes from %d"
              .formatted(name, BATCH_BYTES_MAX, ratioMax, unpacked, packed));
    }
  }

  /// Takes room on the heap.
  ///
  /// @return false if there is not enough
  boolean takeHeap(long bytes) {
    if (bytes > HEAP_BYTES_MAX - heapBytes) {
      return false;
    }
    heapBytes += bytes;
    return true;
  }

  /// Gives room back.
  void freeHeap(long bytes) {
    heapBytes -= bytes;
  }
}
