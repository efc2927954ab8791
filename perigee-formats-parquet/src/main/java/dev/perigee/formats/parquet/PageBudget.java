package dev.perigee.formats.parquet;

import dev.perigee.error.LimitExceededException;

/// The memory that unpacked pages take, one of each column at a time. Owned by one thread.
final class PageBudget {

  /// Largest page that is read; a megabyte is usual.
  static final int PAGE_BYTES_MAX = 64 << 20;

  private static final long TOTAL_BYTES_MAX = 256L << 20;

  private final String name;
  private long heldBytes;

  PageBudget(String name) {
    this.name = name;
  }

  /// Takes memory for a page in place of another.
  ///
  /// @throws LimitExceededException if there is not as much
  void replace(long oldBytes, long newBytes) {
    heldBytes += newBytes - oldBytes;
    if (newBytes > PAGE_BYTES_MAX || heldBytes > TOTAL_BYTES_MAX) {
      throw new LimitExceededException(
          "%s: expected pages of at most %d bytes, %d for all columns, got %d, %d"
              .formatted(name, PAGE_BYTES_MAX, TOTAL_BYTES_MAX, newBytes, heldBytes));
    }
  }
}
